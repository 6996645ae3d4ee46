//! Filter chains: Python dicts in, the library's structures out, and back.

use std::ffi::c_void;

use liblzma_sys as x;
use whipsnake_runtime::{Dict, Gc, PyResult, Raised, Value, Vm};

use super::{error, raise};

/// The options of one filter.
enum Options {
    Lzma(Box<x::lzma_options_lzma>),
    Delta(Box<x::lzma_options_delta>),
    Bcj(Box<x::lzma_options_bcj>),
}

impl Options {
    fn as_ptr(&mut self) -> *mut c_void {
        match self {
            Options::Lzma(options) => (&raw mut **options).cast(),
            Options::Delta(options) => (&raw mut **options).cast(),
            Options::Bcj(options) => (&raw mut **options).cast(),
        }
    }
}

/// A chain of filters, ended as the library wants it.
pub struct Chain {
    filters: Vec<x::lzma_filter>,
    /// What the filters point to.
    options: Vec<Options>,
}

impl Chain {
    /// The chain that a sequence of dicts describes.
    ///
    /// # Errors
    /// `ValueError`, `TypeError`, `LZMAError`.
    pub fn parse(vm: &mut Vm, specs: Value) -> Result<Chain, Raised> {
        let len = vm.len(specs)?;
        if len > x::LZMA_FILTERS_MAX as usize {
            return Err(vm.value_error("Too many filters - liblzma supports a maximum of 4"));
        }
        let mut chain = Chain { filters: Vec::new(), options: Vec::new() };
        for i in 0..len {
            let spec = vm.getitem(specs, Value::small_int(i as i64))?;
            chain.push(vm, spec)?;
        }
        chain.filters.push(x::lzma_filter { id: x::LZMA_VLI_UNKNOWN, options: std::ptr::null_mut() });
        Ok(chain)
    }

    fn push(&mut self, vm: &mut Vm, spec: Value) -> Result<(), Raised> {
        let (id, mut options) = parse_filter(vm, spec)?;
        self.filters.push(x::lzma_filter { id, options: options.as_ptr() });
        self.options.push(options);
        Ok(())
    }

    pub fn as_ptr(&self) -> *const x::lzma_filter {
        self.filters.as_ptr()
    }

    /// The options of the only filter, if that is LZMA1.
    pub fn single_lzma1(&self) -> Option<&x::lzma_options_lzma> {
        match (&self.filters[..], &self.options[..]) {
            ([first, _], [Options::Lzma(options)]) if first.id == x::LZMA_FILTER_LZMA1 => Some(options),
            _ => None,
        }
    }
}

/// An int that fits 64 bits without sign.
pub fn long_word(vm: &mut Vm, value: Value) -> Result<u64, Raised> {
    let index = vm.index(value)?;
    if let Some(n) = vm.index_i64(index) {
        return u64::try_from(n).map_err(|_| vm.value_error("Cannot convert negative int"));
    }
    let Some(int) = Gc::<whipsnake_runtime::Int>::cast(index) else { return Err(vm.type_error("__index__ returned non-int")) };
    match (int.negative, int.digits()) {
        (false, &[digit]) => Ok(digit),
        (false, _) => Err(vm.overflow_error("Python int too large for C uint64_t")),
        (true, _) => Err(vm.value_error("Cannot convert negative int")),
    }
}

/// An int that fits 32 bits without sign.
pub fn word(vm: &mut Vm, value: Value) -> Result<u32, Raised> {
    let n = long_word(vm, value)?;
    u32::try_from(n).map_err(|_| vm.overflow_error("Python int too large for C uint32_t"))
}

/// The options of a preset.
pub fn preset(vm: &mut Vm, preset: u32) -> Result<Box<x::lzma_options_lzma>, Raised> {
    // SAFETY: options of zeros are valid, and the library fills them in.
    let mut options: Box<x::lzma_options_lzma> = Box::new(unsafe { std::mem::zeroed() });
    // SAFETY: as above.
    if unsafe { x::lzma_lzma_preset(&mut *options, preset) } != 0 {
        return Err(error(vm, &format!("Invalid compression preset: {preset}")));
    }
    Ok(options)
}

fn is_bcj(id: x::lzma_vli) -> bool {
    matches!(
        id,
        x::LZMA_FILTER_X86 | x::LZMA_FILTER_POWERPC | x::LZMA_FILTER_IA64 | x::LZMA_FILTER_ARM | x::LZMA_FILTER_ARMTHUMB | x::LZMA_FILTER_SPARC
    )
}

fn parse_filter(vm: &mut Vm, spec: Value) -> Result<(x::lzma_vli, Options), Raised> {
    let Some(spec) = Gc::<Dict>::cast(spec) else {
        return Err(vm.type_error("Filter specifier must be a dict or dict-like object"));
    };
    let key = vm.intern("id");
    let Some(id) = spec.get(vm, key)? else {
        return Err(vm.value_error("Filter specifier must have an \"id\" entry"));
    };
    let id = long_word(vm, id)?;
    let options = match id {
        x::LZMA_FILTER_LZMA1 | x::LZMA_FILTER_LZMA2 => {
            let key = vm.intern("preset");
            let level = match spec.get(vm, key)? {
                Some(level) => word(vm, level)?,
                None => x::LZMA_PRESET_DEFAULT,
            };
            let mut o = preset(vm, level)?;
            let places = &mut [
                ("dict_size", &mut o.dict_size), ("lc", &mut o.lc), ("lp", &mut o.lp), ("pb", &mut o.pb), ("mode", &mut o.mode),
                ("nice_len", &mut o.nice_len), ("mf", &mut o.mf), ("depth", &mut o.depth), ("preset", &mut 0),
            ];
            entries(vm, spec, places, "LZMA")?;
            Options::Lzma(o)
        }
        x::LZMA_FILTER_DELTA => {
            // SAFETY: options of zeros are valid.
            let mut o: Box<x::lzma_options_delta> = Box::new(unsafe { std::mem::zeroed() });
            o.dist = 1;
            entries(vm, spec, &mut [("dist", &mut o.dist)], "delta")?;
            Options::Delta(o)
        }
        _ if is_bcj(id) => {
            let mut o = Box::new(x::lzma_options_bcj { start_offset: 0 });
            entries(vm, spec, &mut [("start_offset", &mut o.start_offset)], "BCJ")?;
            Options::Bcj(o)
        }
        _ => return Err(vm.value_error(&format!("Invalid filter ID: {id}"))),
    };
    Ok((id, options))
}

/// Put the entries of a filter's dict into their places.
fn entries(vm: &mut Vm, spec: Gc<Dict>, places: &mut [(&str, &mut u32)], kind: &str) -> Result<(), Raised> {
    let mut at = 0;
    while let Some((entry, key, value)) = spec.next_entry(at) {
        at = entry + 1;
        let name = vm.text(key);
        if name == "id" {
            continue;
        }
        let number = match places.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => word(vm, value).map(|n| **place = n),
            None => return Err(vm.value_error(&format!("Invalid filter specifier for {kind} filter"))),
        };
        if let Err(raised) = number {
            vm.take_exception(raised);
            return Err(vm.value_error(&format!("Invalid filter specifier for {kind} filter")));
        }
    }
    Ok(())
}

/// `_encode_filter_properties(filter)`
pub fn encode(vm: &mut Vm, spec: Value) -> PyResult {
    let (id, mut options) = parse_filter(vm, spec)?;
    let filter = x::lzma_filter { id, options: options.as_ptr() };
    let mut size = 0;
    // SAFETY: the filter's options are those of its kind.
    let answer = unsafe { x::lzma_properties_size(&mut size, &filter) };
    if answer != x::LZMA_OK {
        return Err(raise(vm, answer));
    }
    let mut properties = vec![0; size as usize];
    // SAFETY: as above; the properties are as long as the library said.
    let answer = unsafe { x::lzma_properties_encode(&filter, properties.as_mut_ptr()) };
    if answer != x::LZMA_OK {
        return Err(raise(vm, answer));
    }
    Ok(vm.new_bytes(&properties))
}

/// `_decode_filter_properties(filter_id, encoded_props)`
pub fn decode(vm: &mut Vm, id: Value, properties: Value) -> PyResult {
    let id = long_word(vm, id)?;
    let properties = vm.required_contents(properties)?;
    let mut filter = x::lzma_filter { id, options: std::ptr::null_mut() };
    // SAFETY: the slice is as long as said; the options are made by `malloc`, as no allocator is given.
    let answer = unsafe { x::lzma_properties_decode(&mut filter, std::ptr::null(), properties.as_ptr(), properties.len()) };
    if answer != x::LZMA_OK {
        return Err(raise(vm, answer));
    }
    let mut entries = vec![("id", id)];
    if !filter.options.is_null() {
        // SAFETY: the library has made the options of the filter's kind; they are freed once, after the last look at them.
        unsafe {
            match id {
                x::LZMA_FILTER_LZMA1 => {
                    let o = &*filter.options.cast::<x::lzma_options_lzma>();
                    entries.extend([("lc", o.lc.into()), ("lp", o.lp.into()), ("pb", o.pb.into()), ("dict_size", o.dict_size.into())]);
                }
                x::LZMA_FILTER_LZMA2 => entries.push(("dict_size", (*filter.options.cast::<x::lzma_options_lzma>()).dict_size.into())),
                x::LZMA_FILTER_DELTA => entries.push(("dist", (*filter.options.cast::<x::lzma_options_delta>()).dist.into())),
                _ => entries.push(("start_offset", (*filter.options.cast::<x::lzma_options_bcj>()).start_offset.into())),
            }
            libc::free(filter.options);
        }
    }
    let spec = vm.new_dict();
    for (name, value) in entries {
        let (name, value) = (vm.intern(name), vm.new_int(value as i64));
        spec.set(vm, name, value)?;
    }
    Ok(spec.value())
}
