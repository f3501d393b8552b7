#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyc_properties::versions::run(data));
