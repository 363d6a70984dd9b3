//! Times the stages of a linkage over one file: for work on the engine.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]
use std::{path::PathBuf, time::Instant};
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let model = linkage::Model::from_toml(&std::fs::read_to_string(&arguments[1]).unwrap()).unwrap();
    let out = PathBuf::from(&arguments[3]);
    let t = Instant::now();
    let data = linkage::files::read(&model, &[linkage::files::Input { path: PathBuf::from(&arguments[2]) }]).unwrap();
    println!("read {} {:?}", data.len(), t.elapsed());
    let t = Instant::now();
    let parameters = linkage::train(&data, &linkage::Quiet).unwrap();
    println!("train {:?}", t.elapsed());
    std::fs::write(out.join("parameters.toml"), parameters.to_toml()).unwrap();
    let t = Instant::now();
    let mut file = linkage::files::PairFile::create(&out.join("pairs.parquet"), &data).unwrap();
    let floor = arguments.get(4).map_or(model.clusters.floor, |f| f.parse().unwrap());
    let scored = linkage::score(&data, &parameters, floor, None, &linkage::Quiet, &mut |pairs| file.write(pairs)).unwrap();
    file.finish().unwrap();
    println!("score {:?} {scored:?}", t.elapsed());
}
