//! The operations of the table `escapes.txt`.

use crate::{Args, escape};
use whipsnake_text::hash::{FrozenSetHasher, HashKey, TupleHasher};
use whipsnake_text::{escape as escapes, float, hash};

pub fn answer(op: &str, args: &Args) -> String {
    let hashes = || args.raw(0).split_ascii_whitespace().map(|h| h.parse::<i64>().unwrap());
    match op {
        "str_repr" => escape(&escapes::str_repr(&args.text(0))),
        "str_ascii" => escape(&escapes::str_ascii(&args.text(0))),
        "bytes_repr" => escape(&escapes::bytes_repr(&args.bytes(0))),
        "hash_tuple" => {
            let mut hasher = TupleHasher::default();
            hashes().for_each(|h| hasher.add(h));
            hasher.finish().to_string()
        }
        "hash_frozenset" => {
            let mut hasher = FrozenSetHasher::default();
            hashes().for_each(|h| hasher.add(h));
            hasher.finish().to_string()
        }
        "hash_complex" => match (float::hash(args.get(0)), float::hash(args.get(1))) {
            (Some(re), Some(im)) => hash::hash_complex(re, im).to_string(),
            _ => "None".into(),
        },
        "hash_str" => hash::hash_str(&args.text(1), HashKey::from_seed(args.get(0))).to_string(),
        _ => panic!("unknown operation {op}"),
    }
}
