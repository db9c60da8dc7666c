//! Temporary.
use std::panic::catch_unwind;
fn main() {
    let mut args = std::env::args().skip(1);
    let target = args.next().unwrap();
    let n: u64 = args.next().unwrap().parse().unwrap();
    let seed0: u64 = args.next().unwrap().parse().unwrap();
    let f: fn(&[u8]) = if target == "chat" {
        headwater_fuzz::chat_stream
    } else {
        headwater_fuzz::responses_stream
    };
    let mut bad = 0;
    for i in 0..n {
        let mut x = (seed0 + i).wrapping_mul(0x9E3779B97F4A7C15) | 1;
        let mut r = |m: u64| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 11) % m
        };
        let mut v: Vec<u8> = vec![];
        let records = 1 + r(12);
        for _ in 0..records {
            v.push(r(171) as u8);
            for _ in 0..(if r(3) == 0 { r(4) } else { 0 }) {
                for _ in 0..3 {
                    let b = r(256) as u8;
                    v.push(if b == 0x1E { 0 } else { b });
                }
            }
            v.push(0x1E);
        }
        let mode = r(3);
        for _ in 0..7 {
            v.push(if mode == 0 {
                0
            } else if mode == 1 {
                1
            } else {
                r(60) as u8
            });
        }
        v.push(if r(2) == 0 { 0 } else { r(3) as u8 });
        let cut = if r(2) == 0 { 0u16 } else { r(65536) as u16 };
        v.extend(cut.to_le_bytes());
        v.push(if r(4) == 0 { r(256) as u8 } else { 0 });
        if catch_unwind(|| f(&v)).is_err() {
            bad += 1;
            std::fs::write(format!("/tmp/hw/proof-crash-{target}-{bad}"), &v).unwrap();
            eprintln!("==== {target} {} crash {bad}", seed0 + i);
            if bad >= 6 {
                break;
            }
        }
    }
    println!("{n} runs, {bad} bad");
}
