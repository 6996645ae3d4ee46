//! Deflate streams both ways: a safe face of the zlib interface.

use std::ffi::{CStr, c_int};
use std::mem::size_of;

use libz_rs_sys as z;

const STREAM_SIZE: c_int = size_of::<z::z_stream>() as c_int;

/// The direction of a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Compress,
    Decompress,
}

/// An initialized stream. The address of the `z_stream` must not change: its state points back to it.
pub struct Stream {
    raw: Box<z::z_stream>,
    direction: Direction,
}

/// What one call of the library did.
pub struct Progress {
    /// `Z_OK`, `Z_STREAM_END`, …
    pub code: c_int,
    pub read: usize,
    /// The room for output is used up.
    pub filled: bool,
}

impl Stream {
    /// A compressor; else the error's code.
    pub fn deflate(level: c_int, method: c_int, window: c_int, memory: c_int, strategy: c_int) -> Result<Stream, c_int> {
        let mut raw = Box::<z::z_stream>::default();
        // SAFETY: the stream is new; the version is the library's own.
        let code = unsafe { z::deflateInit2_(&mut *raw, level, method, window, memory, strategy, z::zlibVersion(), STREAM_SIZE) };
        if code == z::Z_OK { Ok(Stream { raw, direction: Direction::Compress }) } else { Err(code) }
    }

    /// A decompressor; else the error's code.
    pub fn inflate(window: c_int) -> Result<Stream, c_int> {
        let mut raw = Box::<z::z_stream>::default();
        // SAFETY: as above.
        let code = unsafe { z::inflateInit2_(&mut *raw, window, z::zlibVersion(), STREAM_SIZE) };
        if code == z::Z_OK { Ok(Stream { raw, direction: Direction::Decompress }) } else { Err(code) }
    }

    /// Give the dictionary; the code that the library answers.
    pub fn set_dictionary(&mut self, dictionary: &[u8]) -> c_int {
        let len = u32::try_from(dictionary.len()).unwrap_or(u32::MAX);
        // SAFETY: the stream is initialized, the slice is as long as said.
        unsafe {
            match self.direction {
                Direction::Compress => z::deflateSetDictionary(&mut *self.raw, dictionary.as_ptr(), len),
                Direction::Decompress => z::inflateSetDictionary(&mut *self.raw, dictionary.as_ptr(), len),
            }
        }
    }

    /// The same state once more; else the error's code.
    pub fn copy(&mut self) -> Result<Stream, c_int> {
        let mut raw = Box::<z::z_stream>::default();
        // The library refuses streams without a place for output, also when they are at rest.
        self.raw.next_out = std::ptr::dangling_mut();
        self.raw.avail_out = 0;
        // SAFETY: this stream is initialized, the other one to be written over.
        let code = unsafe {
            match self.direction {
                Direction::Compress => z::deflateCopy(&mut *raw, &mut *self.raw),
                Direction::Decompress => z::inflateCopy(&mut *raw, &*self.raw),
            }
        };
        if code == z::Z_OK { Ok(Stream { raw, direction: self.direction }) } else { Err(code) }
    }

    /// Code from `input` (at most 4 GiB at once), appending at most `room` bytes to `out`.
    pub fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize, flush: c_int) -> Progress {
        out.reserve(room);
        let room = u32::try_from(room).unwrap_or(u32::MAX);
        let given = u32::try_from(input.len()).unwrap_or(u32::MAX);
        self.raw.next_in = input.as_ptr();
        self.raw.avail_in = given;
        self.raw.next_out = out.spare_capacity_mut().as_mut_ptr().cast();
        self.raw.avail_out = room;
        // SAFETY: the stream is initialized; input and output are as long as said, the output was just reserved.
        let code = unsafe {
            match self.direction {
                Direction::Compress => z::deflate(&mut *self.raw, flush),
                Direction::Decompress => z::inflate(&mut *self.raw, flush),
            }
        };
        let written = (room - self.raw.avail_out) as usize;
        // SAFETY: the library has written that many bytes behind the end.
        unsafe { out.set_len(out.len() + written) };
        Progress { code, read: (given - self.raw.avail_in) as usize, filled: self.raw.avail_out == 0 }
    }

    /// The library's message about the last error.
    pub fn message(&self) -> Option<String> {
        if self.raw.msg.is_null() {
            return None;
        }
        // SAFETY: messages are static C strings.
        Some(unsafe { CStr::from_ptr(self.raw.msg) }.to_string_lossy().into_owned())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream is initialized.
        unsafe {
            match self.direction {
                Direction::Compress => z::deflateEnd(&mut *self.raw),
                Direction::Decompress => z::inflateEnd(&mut *self.raw),
            };
        }
    }
}

/// CRC-32 of `data` behind data whose checksum is `start`.
pub fn crc32(start: u32, data: &[u8]) -> u32 {
    // SAFETY: the slice is as long as said.
    unsafe { z::crc32_z(start.into(), data.as_ptr(), data.len()) as u32 }
}

/// Adler-32 of `data` behind data whose checksum is `start`.
pub fn adler32(start: u32, data: &[u8]) -> u32 {
    // SAFETY: as above.
    unsafe { z::adler32_z(start.into(), data.as_ptr(), data.len()) as u32 }
}

/// The library's version; it begins with that of the interface.
pub fn version() -> &'static str {
    // SAFETY: the version is a static C string.
    unsafe { CStr::from_ptr(z::zlibVersion()) }.to_str().unwrap_or("")
}
