use std::time::Instant;
fn main() {
    let files: Vec<Vec<u8>> = std::io::read_to_string(std::io::stdin()).unwrap().lines().map(|l| std::fs::read(l).unwrap()).collect();
    let total: usize = files.iter().map(Vec::len).sum();
    let mut out = 0;
    for b in &files {
        let f = pyc_marshal::File::parse(b).unwrap();
        let n = pyc_marshal::normalize(&f, pyc_marshal::Stamping::Keep).unwrap();
        out += n.len();
        let g = pyc_marshal::File::parse(&n).unwrap();
        assert!(pyc_marshal::same(&f.tree, &g.tree, pyc_marshal::Sameness::Exact));
        let m = pyc_marshal::normalize(&g, pyc_marshal::Stamping::Keep).unwrap();
        assert!(m == n);
        let (o, r) = f.to_objects().unwrap();
        let e = o.to_file(&f.header, r, pyc_marshal::Style::of(f.layout()).references(pyc_marshal::References::AsRead)).unwrap();
        assert!(&e == b);
        for p in [pyc_marshal::References::Shared, pyc_marshal::References::Fresh] {
            let e = o.to_file(&f.header, r, pyc_marshal::Style::of(f.layout()).references(p)).unwrap();
            let h = pyc_marshal::File::parse(&e).unwrap();
            assert!(pyc_marshal::normalize(&h, pyc_marshal::Stamping::Keep).unwrap() == n);
        }
    }
    println!("{} -> {}", total, out);
    let trees: Vec<_> = files.iter().map(|b| pyc_marshal::File::parse(b).unwrap()).collect();
    for _ in 0..2 {
        let t = Instant::now();
        for f in &trees { std::hint::black_box(pyc_marshal::normalize(f, pyc_marshal::Stamping::Keep).unwrap()); }
        println!("normalize {:.0} MB/s", total as f64 / t.elapsed().as_secs_f64() / 1e6);
    }
}
