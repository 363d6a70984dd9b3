# Cebuano (Binisaya), ang pultahan alang sa publiko. Para sa batang nuybe anyos: mubo nga mga tudling, adlaw-adlaw nga mga
# pulong, walay pagbasol, walay detalye sa pag-abuso.

## The form: screens
screen-now = Unsay nahitabo
screen-now-lead = Pwede nimong biyaan nga blangko ang bisan asang pangutana. Pwede na ka mopadala gikan ani nga pahina.
screen-who = Bahin ni kang kinsa
screen-who-lead = Makatabang ni aron makit-an namo ang hustong motabang. Biyai nga blangko ang wala nimo nahibaw-i.
screen-how = Giunsa ni pagkahitabo
screen-how-lead = Dili kinahanglan isulti tanan. Butangi og tsek ang mohaom.
screen-where = Asa sa internet
screen-where-lead = Ang mga ngalan ug link ang labing makatabang. Palihog ayaw pagpadala og mga litrato.
screen-arranger = Kinsa ang naa luyo niini
screen-arranger-lead = Isulti lang ang imong nahibaw-an. Okay ra kung wala kay nahibaw-an.
screen-contact = Unsaon namo pagtubag nimo
screen-contact-lead = Dili kinahanglan isulti kung kinsa ka. Hatagan ka og code. Gamit ang code, mabasa nimo diri ang among tubag.

## The form: what is happening
ask-safe-me = Luwas ba ka karon?
ask-safe-saw = Luwas ba ang bata karon?
answer-safe-yes = Oo
answer-safe-no = Dili
answer-safe-unsure = Dili ko sigurado
ask-words-me = Unsay nagakahitabo, o unsay nahitabo?
ask-words-saw = Unsay imong nakita, nadungog o nahibaw-an?
hint-words = Isulti sa imong kaugalingong pulong. Igo na ang pipila ka pulong. Dili kinahanglan isaysay ang lisod isulti.

## The form: who is it about
ask-age-me = Pila na imong edad?
ask-age-saw = Pila na ang edad sa bata?
answer-age-under_13 = Wala pay 13
answer-age-from_13_to_15 = 13 hangtod 15
answer-age-from_16_to_17 = 16 o 17
answer-age-from_18 = 18 pataas
answer-age-unsure = Dili ko sigurado
ask-sex-me = Babaye ba ka o lalaki?
ask-sex-saw = Babaye ba o lalaki ang bata?
answer-sex-girl = Babaye
answer-sex-boy = Lalaki
answer-sex-other = Lain nga tubag
ask-name-me = Unsay imong ngalan?
ask-name-saw = Unsay ngalan sa bata?
hint-name = Kung gusto lang nimo isulti. Igo na ang angga.
ask-children-me = Pila ka bata ang nakaagi ani, apil ka?
ask-children-saw = Pila ka bata ang nakaagi ani?
answer-children-one = Usa ka bata
answer-children-several = Kapin sa usa ka bata
answer-children-unsure = Dili ko sigurado
ask-relation = Giunsa nimo pagkaila ang bata?
answer-relation-my_child = Akong anak
answer-relation-family = Kapamilya nako ang bata
answer-relation-pupil = Magtutudlo ko sa bata
answer-relation-neighbour = Magsilingan mi
answer-relation-friend = Managhigala mi
answer-relation-online = Sa internet ra nako nailhan ang bata
answer-relation-stranger = Wala ko kaila sa bata
ask-country = Asa nga nasod ni nahitabo?
ask-place = Asa nga lugar?
hint-place = Lungsod, barangay, dalan, eskwelahan: kung unsay imong nahibaw-an.

## The form: how it happens
ask-forms-me = Giunsa ni pagkahitabo nimo?
ask-forms-saw = Giunsa ni pagkahitabo?
answer-forms-live = Sa live nga video nga naay nagtan-aw
answer-forms-call = Sa video call
answer-forms-pictures = Sa mga litrato o video
answer-forms-chat = Sa chat o mensahe
answer-forms-threats = Naay nanghulga o nanghadlok
answer-forms-meeting = Sa personal nga pagkita
answer-forms-other = Sa laing paagi
ask-last = Kanus-a ni katapusang nahitabo?
answer-last-today = Karong adlawa
answer-last-week = Sulod sa miaging 7 ka adlaw
answer-last-month = Sulod sa miaging bulan
answer-last-longer = Mas dugay na
answer-last-unsure = Dili ko sigurado
ask-again = Posible ba ni mausab?
answer-again-yes = Oo
answer-again-no = Dili
answer-again-unsure = Dili ko sigurado
ask-planned = Nahibalo ba ka kung unsang adlawa?

## The form: where on the internet
ask-apps = Unsang mga app ang gigamit?
answer-apps-facebook = Facebook
answer-apps-messenger = Messenger
answer-apps-instagram = Instagram
answer-apps-tiktok = TikTok
answer-apps-whatsapp = WhatsApp
answer-apps-telegram = Telegram
answer-apps-viber = Viber
answer-apps-discord = Discord
answer-apps-snapchat = Snapchat
answer-apps-x = X (Twitter)
answer-apps-youtube = YouTube
answer-apps-dating = Dating app
answer-apps-game = Dula o game
answer-apps-sms = Text (SMS)
answer-apps-other = Lain pa
ask-accounts = Unsang mga account, numero sa telepono o e-mail ang gigamit ani nga mga tawo?
hint-accounts = Usa kada linya, sama gyud sa imong nakita.
ask-links = Naa ba kay mga link?
hint-links = Usa kada linya. Kopyaha lang ang link. Ayaw na ablihi pag-usab aron tan-awon.
ask-hashes = Fingerprint sa mga litrato o video
hint-hashes = Mohimo ang imong phone og fingerprint sa litrato: linya sa mga letra ug numero. Ang fingerprint ra ang ipadala. Magpabilin ang litrato sa imong phone, ug walay makakita niini diri.

## The form: who is behind it
ask-arranger-me = Kinsa ang nagpabuhat nimo ani, o nag-areglo ani?
ask-arranger-saw = Kinsa ang nagpabuhat ani sa bata, o nag-areglo ani?
answer-arranger-parent = Ginikanan o kapuyo sa ginikanan
answer-arranger-relative = Laing paryente
answer-arranger-neighbour = Silingan
answer-arranger-friend = Higala
answer-arranger-teacher = Magtutudlo
answer-arranger-met_online = Tawo nga nailhan sa internet
answer-arranger-stranger = Tawo nga wala nailhi
answer-arranger-nobody = Walay nag-areglo ani
answer-arranger-unsure = Dili ko sigurado
ask-arranger_name = Unsay ngalan o tawag ani nga tawo?
hint-arranger_name = Makatabang sab ang angga, o kung asa siya nagpuyo.
ask-viewer = Kinsa ang nagtan-aw, o gustong makakuha sa mga litrato?
hint-viewer = Ngalan, account, nasod, pinulongan: kung unsay imong nahibaw-an.
ask-paid = Naa bay mohatag og kwarta o regalo para ani?
answer-paid-yes = Naa
answer-paid-no = Wala
answer-paid-unsure = Dili ko sigurado
ask-paid_how = Giunsa pagbayad?
answer-paid_how-remittance = Padala o money transfer
answer-paid_how-e_wallet = E-wallet (GCash, Maya, DANA, OVO o lain pa)
answer-paid_how-bank = Bangko
answer-paid_how-gift_card = Gift card
answer-paid_how-game_credit = Load o credits sa game
answer-paid_how-gifts = Regalo, pagkaon o cellphone
answer-paid_how-crypto = Crypto (Bitcoin o lain pa)
answer-paid_how-other = Sa laing paagi
ask-paid_details = Unsay imong nahibaw-an bahin sa mga bayad?
hint-paid_details = Mga ngalan, numero, adlaw, pila: kung unsay nakasulat sa resibo o mensahe.

## The form: how we can answer you
ask-contact = Unsaon namo pagtubag nimo?
hint-contact = Igo na ang code. Pagpili lang og laing paagi kung luwas ni para nimo.
answer-contact-code = Diri ra, gamit ang akong code
answer-contact-call = Sa tawag
answer-contact-message = Sa mensahe (text o chat)
answer-contact-email = Sa e-mail
answer-contact-person = Pinaagi sa tawo nga akong gisaligan
ask-contact_where = Unsang numero o address, o kinsang tawo?
hint-contact_where = Mas maayo kung walay laing makabasa o makadungog.
ask-contact_when = Kanus-a ug sa unsang paagi ni luwas?
hint-contact_when = Pananglitan: human sa klase, text ra, ayaw isulti kung kinsa mo.
ask-reporter_name = Imong ngalan
hint-reporter_name = Dili nimo kinahanglan isulti. Parehas ra ka importante ang sumbong nga walay ngalan.

## The guide: the way through it
guide-title = Naa bay dili husto online?
guide-lead = Tubaga ang duha ka mubong pangutana. Dili i-save ani nga phone ang imong mga tubag. Dayon mabasa nimo kung unsay imong mabuhat karon.
guide-who = Kinsa ka?
guide-reader-child = Wala pa koy 18 ug bahin ni nako
guide-reader-carer = Naa koy gialagaan nga bata
guide-reader-other = Magtutudlo, silingan o higala ko
guide-signs-child = Unsay nahitabo nimo? Butangi og tsek ang tanang mohaom.
guide-signs-carer = Unsay imong namatikdan sa bata? Butangi og tsek ang tanang mohaom.
guide-signs-other = Unsay imong nakita o nadungog? Butangi og tsek ang tanang mohaom.
guide-none = Wala diri, o dili ko sigurado
guide-result = Unsa ni ug unsay imong mabuhat
guide-unsure-title = Okay ra kung dili ka sigurado
guide-unsure = Dili kinahanglan nga mahibalo ka kung unsay tawag ani. Kung naa kay gibati nga dili husto, pwede ka mangayo og tabang. Pwede sab nimo ni isumbong. Tan-awon nato ni og dungan.
guide-not-to-blame-me = Dili ka namo kasab-an. Dili ni nimo sala, bisan unsa pay imong gibuhat o gipadala. Isog ka kay gibasa nimo ni.
guide-not-to-blame-child = Walay sala ang bata, bisan unsa pay iyang gibuhat o gipadala. Ayaw siya kasab-i ug ayaw siloti. Magpabiling kalmado ug buotan.
guide-do = Unsay buhaton karon
guide-keep = Unsay tipigan
guide-dont = Unsay dili buhaton
guide-more = Dugang pa
guide-to-help = Pangayo og tabang karon
guide-to-report = Pagsumbong nga walay ngalan

## The guide: signs
sign-asked_pictures-me = Naay nangayo nako og pribadong litrato o video sa akong lawas.
sign-asked_pictures-child = Naay nangayo sa bata og pribadong litrato o video sa iyang lawas.
sign-has_pictures-me = Naay tawo nga naay pribadong litrato o video nako, o gipakita kini sa uban.
sign-has_pictures-child = Naay tawo nga naay pribadong litrato o video sa bata, o gipakita kini sa uban.
sign-threats-me = Naay nag-ingon: bayad, o padala pa, kay kung dili ipakita nako imong mga litrato.
sign-threats-child = Naay nanghulga nga ipakita ang mga litrato sa bata kung walay mobayad o mopadala pa.
sign-fake_pictures-me = Naay naghimo og peke nga pribadong litrato gamit ang akong nawong.
sign-fake_pictures-child = Naay naghimo og peke nga pribadong litrato gamit ang nawong sa bata.
sign-pretended_age-me = Naay nag-ingon nga parehas mi og edad, pero sa akong tan-aw hamtong na siya.
sign-pretended_age-child = Naay ka-chat ang bata nga nag-ingon nga bata sab siya, pero murag hamtong na.
sign-secret-me = Naay akong nailhan sa internet nga nag-ingon nga sekreto lang dapat ang among chat.
sign-wants_to_meet-me = Naay tawo nga sa internet ra nako nailhan nga gusto makigkita nako nga kaming duha ra.
sign-wants_to_meet-child = Naay tawo nga sa internet ra nailhan sa bata nga gusto makigkita niya.
sign-watched_call-me = Sa video call, naay nagsugo nako nga maghubo o magbuhat og kung unsa sa akong lawas, samtang nagtan-aw siya.
sign-watched_call-child = Naay gipabuhat sa bata sa video call nga dili angay buhaton sa bata, ug naay nagtan-aw.
sign-arranged-me = Naay kapamilya, silingan o higala nga nagpaatubang nako sa camera para sa ubang tawo.
sign-arranged-child = Naay paryente, silingan o higala nga nagpaatubang sa bata sa camera para sa ubang tawo.
sign-pays_gifts-me = Naay mohatag og kwarta, load o regalo para sa akong litrato o aron maka-video call ko.
sign-pays_gifts-child = Naay mohatag og kwarta, load o regalo para sa litrato sa bata o aron maka-video call siya.
sign-money_abroad-me = Naay nagpadala og kwarta sa balay gikan sa laing nasod, ug kinahanglan ko moatubang sa camera.
sign-money_abroad-child = Naay moabot nga kwarta sa balay gikan sa laing nasod, ug kinahanglan moatubang ang bata sa camera.
sign-offered-child = Naa koy nakita sa internet nga nagpakita o nagbaligya og litrato o video sa bata nga murag pag-abuso.
sign-changed-child = Nausab ang bata: hadlok, maguol, dili makatulog, itago ang phone kung naay moduol.

## The guide: the four forms
form-abuse_material = Pag-abuso sa litrato ug video (materyal sa seksuwal nga pag-abuso sa bata)
form-abuse_material-what-me = Ang pribadong litrato o video sa bata dili para sa uban. Walay angay mangayo, magtago o magpasa ani, ug walay angay maghimo og peke. Ang nagbuhat ani ang nakalapas sa balaod, dili ikaw.
form-abuse_material-what-child = Mga pribadong litrato o video sa bata nga gipangayo, gitago, gipasa o gihimo sa uban, bisan peke. Matag pakita ani, masakitan na sab ang bata. Krimen ni sa nagbuhat, dili gyud sa bata.
form-grooming = Nagpakaaron-ingnon nga higala (grooming)
form-grooming-what-me = Naay tawo nga buotan kaayo nimo, kuhaon ang imong salig, dayon mangayo og pribadong butang o sekreto. Hinay-hinay ang sugod, mao nga lisod mamatikdan. Giplano ni sa mga hamtong. Ang tawag ani grooming.
form-grooming-what-child = Naay tawo nga hinay-hinay nga mokuha sa salig sa bata, pinaagi sa nindot nga pulong, regalo o sekreto, dayon mangayo og pribadong litrato, tawag o pagkita. Giplano ni. Lisod ni mamatikdan sa bata.
form-live_streaming = Pag-abuso sa live nga video (gi-live stream nga seksuwal nga pag-abuso sa bata)
form-live_streaming-what-me = Naay nagpabuhat nimo og pribadong butang atubangan sa camera samtang naay nagtan-aw. Kasagaran magpadala sila og kwarta para ani. Walay naay katungod mobuhat ani, bisan imong pamilya.
form-live_streaming-what-child = Naay nagpabuhat sa bata og seksuwal nga mga butang atubangan sa camera samtang naay nagtan-aw, kasagaran para sa kwarta. Kasagaran paryente o silingan ang nag-areglo. Bug-at ni nga krimen, bisan kinahanglan sa pamilya ang kwarta.
form-sexual_extortion = Pagpanghadlok gamit ang litrato (seksuwal nga pagpangilkil)
form-sexual_extortion-what-me = Naay nanghadlok nimo: bayad, o padala pa, kay kung dili ipakita nako imong mga litrato. Mahitabo ni sa daghang babaye ug lalaki. Ang mobayad o mopadala pa kasagaran pangayoan na sab, mao nga mas maayong mohunong.
form-sexual_extortion-what-child = Naay nanghulga nga ipakita ang pribadong litrato sa bata kung walay mobayad o mopadala pa. Ang mobayad kasagaran pangayoan na sab. Basin hadlok kaayo ang bata: ayaw siya pasagdi nga mag-inusara.

## The guide: what to do now
do-tell-me = Sultihi ang hamtong nga imong gisaligan. Kung dili siya motabang, sultihi ang lain.
do-tell-child = Paminawa og kalmado ug tuohi ang bata. Ingna: maayo kay gisultihan ko nimo.
do-stop_answering-me = Ayaw na og tubag. Wala kay kinahanglan ipasabot.
do-stop_answering-child = Tabangi ang bata nga dili na motubag. Walay kinahanglan ipasabot ana nga tawo.
do-block-me = Tipigi una ang chat. Dayon i-block ang tawo.
do-block-child = Tipigi una ang chat. Dayon tabangi ang bata sa pag-block sa tawo.
do-take_down-me = Pwede nimo ipatangtang ang imong mga litrato sa internet. Naa sa pahina sa tabang kung asa. Magpabilin ang litrato sa imong phone.
do-take_down-child = Pwede ipatangtang ang mga litrato sa internet. Naa sa pahina sa tabang kung asa ni mahangyo sa bata, kauban ka.
do-report_account-me = I-report sab ang account sa app. Sa kadaghanan nga app, dili mahibaw-an sa tawo kung kinsay ni-report.
do-report_account-child = I-report sab ang account o page sa app. Sa kadaghanan nga app, dili mahibaw-an sa tawo kung kinsay ni-report.
do-get_help-me = Tawag o sulat sa helpline para sa mga bata. Adlaw-adlaw silang maminaw sa mga bata.
do-get_help-child = Tawag sa helpline para sa mga bata o sa pulis. Sultihan ka nila kung unsay sunod buhaton.
do-safe_place-me = Naa ba ka sa peligro karon? Adto sa mga tawo nga mag-amping nimo, ug tawag aron mangayo og tabang.
do-safe_place-child = Naa ba sa peligro ang bata karon? Pangayo una og tabang sa dili pa mahibalo ang nagbuhat ani.
do-report-me = Isumbong ni diri. Dili kinahanglan isulti ang imong ngalan.
do-report-child = Isumbong ni diri. Dili kinahanglan isulti ang imong ngalan. Dili kinahanglan og pruweba.

## The guide: what to keep
keep-names-me = Mga ngalan, angga, ngalan sa account ug numero sa telepono.
keep-names-child = Mga ngalan, angga, ngalan sa account ug numero sa telepono.
keep-chats-me = Ang tibuok chat. Biyai lang ni sa phone.
keep-chats-child = Ang tibuok chat. Biyai lang ni sa phone sa bata.
keep-links-me = Mga link sa profile ug page. Ang link ang kopyahon, dili ang litrato.
keep-links-child = Mga link sa profile ug page. Ang link ang kopyahon, dili ang litrato.
keep-times-me = Mga adlaw ug oras: kanus-a nahitabo, ug kanus-a posibleng mausab.
keep-times-child = Mga adlaw ug oras: kanus-a nahitabo, ug kanus-a posibleng mausab.
keep-payments-me = Mga resibo sa bayad ug mensahe bahin sa kwarta.
keep-payments-child = Mga resibo sa bayad, numero sa account ug mensahe bahin sa kwarta.

## The guide: what not to do
dont-pay-me = Ayaw pagbayad. Kasagaran dili mohunong ang panghadlok bisan naay mobayad.
dont-pay-child = Ayaw pagbayad. Kasagaran dili mohunong ang panghadlok bisan naay mobayad.
dont-send_more-me = Ayaw na pagpadala og litrato, bisan usa.
dont-send_more-child = Ayaw tugoti nga naay mopadala pa og litrato, bisan usa.
dont-meet-me = Ayaw pakigkita ani nga tawo.
dont-meet-child = Ayaw tugoti nga makigkita ang bata ani nga tawo, ug ayaw sab og adto didto.
dont-confront-me = Ayaw pakig-away sa tawo ug ayaw isulti nga misumbong ka namo. Basin mapeligro ka.
dont-confront-child = Ayaw komprontaha o pasidan-i ang tawo. Basin mapeligro ang bata ug mawala ang pruweba.
dont-share-me = Ayaw i-share o ipasa ang mga litrato, bisan isip pruweba.
dont-share-child = Ayaw kopyaha, i-share o ipasa ang mga litrato, bisan isip pruweba. Igo na ang link o ngalan.
dont-look_for_more-me = Ayaw pangitaa ang mga litrato nga ikaw ra.
dont-look_for_more-child = Ayaw na pangita og dugang ug ayaw pag-download. Sa daghang nasod, supak ni sa balaod.
dont-delete-me = Ayaw i-delete ang chat o imong account. Makatabang ni aron makit-an ang tawo.
dont-delete-child = Ayaw i-delete ang chat o ang account, ug ayaw i-reset ang phone. Makatabang ni aron makit-an ang tawo.

## Help pages
help-title = Tabang
help-lead = Kini nga mga tawo motabang sa mga bata. Pwede ka motawag o mosulat bisan dili ka sigurado.
help-choose-country = Pilia ang imong nasod
help-other-country = Laing nasod
help-danger = Naa ba ka sa peligro karon? Tawag una sa emergency number sa imong nasod.
help-kind-emergency = Kung emergency
help-kind-child_helpline = Naay makaestorya: mga helpline para sa bata
help-kind-police_cyber = Pulis ug imbestigador para sa internet
help-kind-hotline = I-report ang mga page ug link
help-kind-takedown = Ipatangtang ang imong mga litrato sa internet
help-kind-counselling = Para mogaan ang buot: counseling
help-free = Libre
help-hours-always = Adlaw ug gabii
help-call = Tawag
help-write = Sulat
help-open = Ablihi ang page
help-checked = Gitan-aw niadtong { $date }. Gikan sa: { $source }

## Every page of the public door
door-title = Impormasyon
door-skip = Diretso sa sulod sa pahina
door-start = Unang pahina
door-exit = Gawas ani nga pahina
door-exit-hint = Kung naa kay keyboard, makagawas dayon ka: pislita ang Shift og tulo ka beses.
door-language = Pinulongan
door-history-title = Unsay mabilin ani nga phone
door-history = Dili namo i-save ani nga phone ang imong gisulat. Pero basin makita sa history sa browser nga niari ka diri. Pwede nimo i-delete sa history kini nga mga pahina. Sa sunod, pwede ka mogamit og private window (incognito).
door-next = Sunod
door-back = Balik
door-send = Ipadala
door-send-now = Ipadala na ang akong gisulat
door-choose = Pili
door-no-answer = Walay tubag
door-sending = Ginapadala pa. Hulat lang kadiyot.
door-no-line = Walay koneksyon karon. Naa pa diri ang imong gisulat. Hulat kadiyot, dayon pislita pag-usab ang button.
door-error-not-found = Wala diri ni nga pahina.
door-error-large = Taas ra kaayo ni para ipadala og usa ra ka higayon. Balik ug ipadala una ang usa ka bahin. Pwede nimo idugang ang uban unya gamit ang imong code.
door-error-busy = Wala mi makatubag dayon. Balik ug sulayi pag-usab human sa usa ka minuto. Okay ra kung makaduha nimo ni mapadala.
door-error-form = Dugay na kaayong abli ang pahina, o dili ni amoa. Balik ug sulayi pag-usab.
door-error-fault = Naay problema. Kami ang nasayop, dili ikaw. Balik ug sulayi pag-usab.

## First page
door-home-title = Naa bay nagpasakit nimo o sa usa ka bata online?
door-home-lead = Diri, pwede nimo mahibaw-an kung unsay dili husto, mangayo og tabang, o mosulti namo. Dili kinahanglan isulti ang imong ngalan.
door-home-guide = Naa bay dili husto? Hibaw-i
door-home-guide-lead = Duha ka mubong pangutana. Dayon mabasa nimo kung unsay imong mabuhat.
door-home-help = Pangayo og tabang karon
door-home-help-lead = Mga tawo nga pwede nimo tawagan o sulatan.
door-home-read = Naa koy code
door-home-read-lead = Basaha ang among tubag ug sulati mi pag-usab.

## The report
door-write-which = Bahin ni kang kinsa?
door-write-me = Nagakahitabo ni nako, o nahitabo na ni nako
door-write-me-lead = Pwede nimo ni isulti namo. Dili ka namo kasab-an, ug dili ni nimo sala.
door-write-saw = Naa koy nakita o nahibaw-an
door-write-saw-lead = Okay ra kung dili ka sigurado. Pwede gihapon nimo isulti namo.
door-step = Bahin { $at } sa { $all }
door-optional = Pwede nimong biyaan nga blangko ang bisan asang pangutana. Pwede na ka mopadala gikan sa bisan asang bahin.
door-unsafe-title = Pangayo og tabang karon
door-unsafe = Dili kinahanglan nga humanon nimo ni o hulaton mi. Makatabang na karon kini nga mga tawo:
door-unsafe-more = Uban pang numero ug page
door-before-title = Sa dili pa nimo ipadala
door-before-who = Kinsa ang mobasa: mga tawo nga ang trabaho mao ang pagpanalipod sa mga bata. Matag abli nila ani, ilista namo kung kinsa.
door-before-next = Unsay mosunod: naay tawo nga mobasa ani ug mangita og mga makatabang. Dili mi makasulti kung unsa ni kadugay. Gamit ang imong code, makita nimo diri kung unsa nay nahitabo ani.
door-before-limits = Unsay dili namo matago: aron mapanalipdan ang bata, basin kinahanglan namo ni isulti sa uban, pananglitan sa pulis. Mabasa nila ang imong gisulat. Mahibaw-an lang namo ang imong ngalan kung imo ning isulat.
door-before-trace = I-save namo ang imong mga tubag, ang pinulongan ug ang oras. Dili namo i-save kung asa ka o kung unsang phone ang imong gigamit, gawas kung imo ning isulat. Palihog ayaw pagpadala og mga litrato: igo na ang link, ngalan o oras.
door-from-elsewhere = Wala pa ni mapadala. Gikan ni sa laing pahina. Palihog tan-awa una, dayon ikaw mismo ang mopislit sa button.
door-hash-choose = Pagpili og litrato o video. Magpabilin ni sa imong phone
door-hash-working = Gihimo pa. Basin madugay og gamay.
door-hash-done = Human na. Ang fingerprint ra ang ipadala, dili ang litrato.
door-hash-failed = Wala ni mogana. Okay ra: pwede nimo ni laktawan.

## After sending
door-sent-title = Salamat. Nadawat na namo ni.
door-sent-lead = Husto ug isog ang imong pagsulti namo. Kung sa imo ni nahitabo: dili ni nimo sala.
door-sent-next-title = Unsay mahitabo karon
door-sent-next = Naay tawo nga mobasa ani. Dili mi makasulti kung unsa ni kadugay. Nagkinahanglan ba ka og tabang karon? Ayaw na mi hulata: naa sa pahina sa tabang kung kinsay pwede nimo tawgan. Gamit ang imong code, makita nimo diri kung unsa nay nahitabo sa imong sumbong.
door-code-title = Imong code
door-code-lead = Gamit kining siyam ka pulong, pwede ka mobalik, mobasa sa among tubag ug mosulat namo. Diri ra ani nga pahina namo ni mapakita. Dili nimo ni kinahanglan tipigan: parehas ra gihapon ka importante ang imong sumbong.
door-code-keep = Kung luwas, isulat sa papel ang mga pulong, sumala sa pagkasunod-sunod diri. Mas maayo nga dili kuhaan og litrato: basin makita sa uban sa phone. Kung kinsay nahibalo ani nga mga pulong, makabasa sa mga mensahe.
door-code-hide = Tagoa ang code
door-code-again = Ipakita pag-usab ang code

## Coming back with the code
door-read-title = Basaha ang imong mga mensahe
door-read-code = Imong code
door-read-hint = Siyam ka pulong, sa hustong pagkasunod-sunod. Okay ra kung dagko o gagmay ang mga letra.
door-read-button = Ablihi
door-read-lost = Wala na nimo ang code? Okay ra: importante gihapon ang imong sumbong. Pero dili namo maablihan para nimo ang mga mensahe kung wala ni. Pwede ka mosulti pag-usab namo, ug isulti nga nakasulti na ka kaniadto.
door-read-count = Naay { $all } ka pulong ang code. { $count } ang imong na-type.
door-read-word = Wala sa among mga pulong ang ika-{ $place } nga pulong. Palihog tan-awa pag-usab.
door-read-word-meant = Wala sa among mga pulong ang ika-{ $place } nga pulong. “{ $meant }” ba ang imong gipasabot?
door-read-check = Among mga pulong ni tanan, pero dili magtugma. Basin naay usa nga sayop, o nagbaylo og pwesto ang duha.
door-read-unknown = Wala mi makit-an nga mensahe para ani nga code. Basin na-delete na, o naa na kay mas bag-ong mga pulong.
door-letters-title = Imong mga mensahe
door-letters-none = Wala pay mensahe.
door-letters-us = Among gisulat
door-letters-you = Imong gisulat
door-letters-say = Sulati mi
door-letters-sent = Nadawat na ang imong mensahe.
door-letters-empty = Palihog pagsulat una og bisan unsa.
door-letters-next = Mosulat mi nimo diri pag-usab dili molapas sa { $date }.
door-letters-close = Sirad-i ug gawas
door-letters-deleted = Na-delete na ang mga mensahe. Wala nay makaabli ani diri.
door-status-received = Nadawat na ang imong sumbong. Basahon namo ni.
door-status-being_read = Naa nay nagbasa diri sa imong sumbong.
door-status-asked = Naa miy pangutana nimo. Palihog basaha sa ubos.
door-status-passed_on = Gipasa na namo ang imong sumbong sa mga tawo nga makatabang.
door-status-closed = Nabuhat na namo ang among mahimo diri. Pwede ka gihapon mosulat namo.
door-delete-title = I-delete kini nga mga mensahe
door-delete-lead = Human ani, wala nay makaabli sa mga mensahe diri, bisan kami. Dili na mogana ang code. Magpabilin ang sumbong mismo, aron matabangan ang bata.
door-delete-sure = Sigurado ba ka? Dili na ni mabalik. Kung sigurado ka, pislita pag-usab ang button.
door-delete-button = I-delete ang mga mensahe
door-replace-title = Naay lain nga nahibalo sa akong code
door-replace-lead = Hatagan ka og bag-ong mga pulong. Dili na mogana ang mga daan.
door-replace-button = Tagai ko og bag-ong mga pulong
door-replaced-title = Imong bag-ong code
door-replaced-lead = Isulat sa papel ang mga pulong kung luwas. Kausa ra namo ni ipakita. Dili na mogana ang mga daan nga pulong.
door-handed = Nahibalo sab sa mga pulong ang naghatag nimo sa code. Pagkuha una og bag-ong mga pulong. Ikaw na lang ang makahibalo ana.
