#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyc_properties::listing::run(data));
