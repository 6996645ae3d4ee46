//! `weakref.ReferenceType`, `weakref.ProxyType`, `weakref.CallableProxyType`.

pub mod proxy;
pub mod reference;

use crate::Entry;

/// The types of this area.
pub const TYPES: &[Entry] = &[
    (|t| t.weakref, &reference::SPEC, |t| Some(t.object)),
    (|t| t.weak_proxy, &proxy::PROXY, |t| Some(t.object)),
    (|t| t.weak_callable_proxy, &proxy::CALLABLE_PROXY, |t| Some(t.object)),
];
