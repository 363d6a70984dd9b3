"""Learns the figures of the model of mentions from a synthetic country, whose truth is known.

    cargo run --release -p tanglaw-response --example judge_linking -- --reports 100000 --seed 4 --keep DIR \\
        --model WIDE --pairs pairs.tsv
    python3 learn_mentions.py WIDE pairs.tsv OUT THRESHOLD FLOOR

WIDE holds the model with a floor so low that every pair of the blocks is written. Each level of each comparison gets the
weight that logistic regression gives it, for children, for adults, and for the rest, drawn towards each other (ridge);
dependence between fields is thereby counted once. Needs numpy.
"""
import sys,tomllib,numpy as np,math,re
mdir,pairs,out,thr,floor=sys.argv[1:6]; thr=float(thr);floor=float(floor)
m=tomllib.load(open(mdir+'/mentions.toml','rb'))
segs=m['segments']['pairs']
feats=[(c['name'],l['name']) for c in m['comparisons'] for l in c['levels'] if 'weight' not in l]
ix={f:i for i,f in enumerate(feats)}
import collections
agg=collections.Counter(); pos=collections.Counter()
for line in open(pairs):
    p=line.rstrip('\n').split('\t'); y=int(p[0]); seg=p[1]
    f=tuple(sorted(ix[tuple(x.split('=',1))] for x in p[2:] if tuple(x.split('=',1)) in ix))
    if any(x.startswith('report=same') for x in p[2:]): continue
    agg[(seg,f)]+=1; pos[(seg,f)]+=y
keys=list(agg); n=np.array([agg[k] for k in keys],float); y=np.array([pos[k] for k in keys],float)
F=len(feats); S={'child':0,'adult':1,'unknown':2,'adult+unknown':2,'child+unknown':2}
# columns: base F, deviations for child and adult groups
cols=[]; G=3
X_idx=[]
for (seg,f) in keys:
    g=S[seg]; X_idx.append(list(f)+[F+g*F+i for i in f]+[F+G*F+segs.index(seg)])
D=F+G*F+len(segs)
w=np.zeros(D)
lam=np.full(D,0.5); lam[F:F+G*F]=2.0; lam[F+G*F:]=0.001
rows=np.concatenate([np.full(len(x),i) for i,x in enumerate(X_idx)]); colsx=np.concatenate([np.array(x) for x in X_idx])
def dot(w): return np.bincount(rows,weights=w[colsx],minlength=len(keys))
# Newton-CG
for it in range(30):
    z=dot(w); p=1/(1+np.exp(-np.clip(z,-35,35)))
    g=np.bincount(colsx,weights=(n*p-y)[rows],minlength=D)+lam*w
    h=n*p*(1-p)+1e-9
    def H(v): return np.bincount(colsx,weights=(h*dot(v))[rows],minlength=D)+lam*v
    d=np.zeros(D); r=-g.copy(); q=r.copy(); rs=r@r
    for _ in range(150):
        Hq=H(q); a=rs/(q@Hq); d+=a*q; r-=a*Hq; rn=r@r
        if rn<1e-10*(g@g): break
        q=r+rn/rs*q; rs=rn
    w+=d
    if np.abs(d).max()<1e-4: break
z=dot(w); p=1/(1+np.exp(-z))
for t in (-2,0,1,2,3,4,5,6):
    zz=z/math.log(2)>=t; print('pair thr',t,'prec %.4f rec(of candidates) %.4f'%(y[zz].sum()/max(1,n[zz].sum()), y[zz].sum()/y.sum()))
o='version = 1\nmodel = "fingerprint"\nrecords = 0\n'
for si,seg in enumerate(segs):
    gi=S[seg]; b=w[F+G*F+si]/math.log(2)
    pr=2.0**b/(1+2.0**b)
    o+=f'\n[[segments]]\nname = "{seg}"\nprior = {float(pr)!r}\n'
    for c in m['comparisons']:
        o+=f'\n[[segments.comparisons]]\nname = "{c["name"]}"\nlevels = [\n'
        for l in c['levels']:
            f=(c['name'],l['name'])
            v=0.0 if f not in ix else float((w[ix[f]]+w[F+gi*F+ix[f]])/math.log(2))
            v=round(v,2)
            # m over u is the weight; which of the two is small does not matter
            mm,uu=(0.5,0.5*2**-v) if v>=0 else (0.5*2**v,0.5)
            o+=f'  {{ name = "{l["name"]}", m = {mm!r}, u = {uu!r} }},  # {v:+.1f}\n'
        o+=']\n'
import os
os.makedirs(out,exist_ok=True)
open(out+'/mentions.parameters.toml','w').write(o)
s=open(mdir+'/mentions.toml').read()
s=re.sub(r'threshold = .*',f'threshold = {thr}',s); s=re.sub(r'floor = .*',f'floor = {floor}',s)
open(out+'/mentions.toml','w').write(s)
