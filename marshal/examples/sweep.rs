use std::time::Instant;
fn main() {
    let files: Vec<Vec<u8>> = std::io::read_to_string(std::io::stdin()).unwrap().lines().map(|l| std::fs::read(l).unwrap()).collect();
    let names: Vec<usize> = (0..files.len()).collect();
    let total: usize = files.iter().map(Vec::len).sum();
    let mut bad = 0;
    let mut mem = 0;
    if std::env::args().nth(1).is_none() { for (b, _n) in files.iter().zip(&names) {
        match pyc_marshal::File::parse(b) {
            Ok(f) => { mem += f.tree.memory(); let mut o = Vec::with_capacity(b.len()); f.write(&mut o).unwrap(); if &o != b { bad += 1; println!("diff") } }
            Err(e) => { bad += 1; if bad < 20 { println!("{e}") } }
        }
    }
 println!("{} files {} bytes, {} bad, mem {:.3}", files.len(), total, bad, mem as f64 / total as f64);}
    if std::env::args().nth(1).as_deref() == Some("tree") { let mut n = 0; for b in &files { n += pyc_marshal::File::parse(b).unwrap().tree.len(); } println!("{n} nodes"); return; }
    if std::env::args().nth(1).as_deref() == Some("write") { let mut o = Vec::with_capacity(10<<20); for _ in 0..20 { for b in &files { let f = pyc_marshal::File::parse(b).unwrap(); for _ in 0..5 { o.clear(); f.write(&mut o).unwrap(); } } } return; }
    for _ in 0..3 {
        let t = Instant::now();
        for b in &files { std::hint::black_box(pyc_marshal::File::parse(b).unwrap()); }
        let a = t.elapsed().as_secs_f64();
        let t = Instant::now();
        for b in &files { let l = pyc_marshal::Layout::of(pyc_marshal::Version::new(3,12)).unwrap(); let mut r = pyc_marshal::Reader::new(&b[16..], l); let mut n = 0; r.for_each_token(|t| n += t.end - t.offset).unwrap(); std::hint::black_box(n); }
        let c = t.elapsed().as_secs_f64();
        let trees: Vec<_> = files.iter().map(|b| pyc_marshal::File::parse(b).unwrap()).collect();
        let mut o = Vec::with_capacity(10 << 20);
        let t = Instant::now();
        for f in &trees { o.clear(); f.write(&mut o).unwrap(); }
        let d = t.elapsed().as_secs_f64();
        println!("tree {:.0} MB/s, tokens {:.0} MB/s, write {:.0} MB/s", total as f64 / a / 1e6, total as f64 / c / 1e6, total as f64 / d / 1e6);
    }
}
