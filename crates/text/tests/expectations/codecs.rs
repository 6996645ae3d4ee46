//! The operations of the table `codecs.txt`.

use crate::{Args, error, escape, escape_bytes};
use whipsnake_text::codecs::{self, CharmapEncoder, Codec, Handler};
use whipsnake_text::int::ByteOrder;

pub fn answer(op: &str, args: &Args) -> String {
    match op {
        "decode" => decode(args),
        "encode" => encode(args),
        "escape_decode" => {
            let handler = args.raw(1);
            match codecs::decode_bytes_escapes(&args.bytes(0), handler == "replace", handler == "ignore") {
                Ok(unescaped) => escape_bytes(&unescaped.bytes),
                Err(e) => error("ValueError", &e.message()),
            }
        }
        "escape_encode" => escape_bytes(&codecs::encode_bytes_escapes(&args.bytes(0))),
        _ => panic!("unknown operation {op}"),
    }
}

/// As `CHARMAP` in the script that makes the tables.
fn charmap() -> CharmapEncoder {
    let high = [0x20AC, 0xFFFE, 0x201A, 0x192, 0xE9, 0x1F600, 0xFFFE, 0x61];
    CharmapEncoder::new(&(0..128).chain(high).collect::<Vec<u32>>())
}

fn codec<'a>(name: &str, map: &'a CharmapEncoder) -> Codec<'a> {
    match name {
        "utf_8" => Codec::Utf8,
        "utf_7" => Codec::Utf7,
        "utf_16_le" => Codec::Utf16(ByteOrder::Little),
        "utf_16_be" => Codec::Utf16(ByteOrder::Big),
        "utf_32_le" => Codec::Utf32(ByteOrder::Little),
        "utf_32_be" => Codec::Utf32(ByteOrder::Big),
        "latin_1" => Codec::Latin1,
        "ascii" => Codec::Ascii,
        "charmap" => Codec::CharmapMap(map),
        "unicode_escape" => Codec::UnicodeEscape,
        _ => Codec::RawUnicodeEscape,
    }
}

fn decode(args: &Args) -> String {
    let map = charmap();
    let codec = codec(args.raw(0), &map);
    let data = args.bytes(1);
    let handler = Handler::from_name(args.raw(2).as_bytes()).unwrap();
    match codec.decode(&data, 0, handler, args.raw(3) == "1") {
        Ok((text, used)) => {
            assert!(whipsnake_text::wtf8::is_well_formed(&text));
            format!("{used}:{}", escape(&text))
        }
        Err(e) => error("UnicodeDecodeError", &codecs::decode_error_message(codec.name(), &data, &e)),
    }
}

fn encode(args: &Args) -> String {
    let map = charmap();
    let codec = codec(args.raw(0), &map);
    let text = args.text(1);
    let handler = Handler::from_name(args.raw(2).as_bytes()).unwrap();
    match codec.encode(&text, handler) {
        Ok(data) => escape_bytes(&data),
        Err(e) => error("UnicodeEncodeError", &codecs::encode_error_message(codec.name(), &text, &e)),
    }
}
