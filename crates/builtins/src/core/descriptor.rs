//! `method_descriptor`, `class_method_descriptor`, `wrapper_descriptor`, `method_wrapper`, `getset_descriptor`, `member_descriptor`, `classmethod`, `staticmethod`, `property`.

use whipsnake_runtime::{ClassMethod, GetSet, Member, MethodDescriptor, Property, StaticMethod, Wrapper, WrapperDescriptor, TypeSpec};

/// The type `method_descriptor`.
pub static METHOD_DESCRIPTOR: TypeSpec = TypeSpec { ..TypeSpec::of::<MethodDescriptor>() };
/// The type `class_method_descriptor`.
pub static CLASS_METHOD_DESCRIPTOR: TypeSpec = TypeSpec { name: "classmethod_descriptor", ..TypeSpec::of::<MethodDescriptor>() };
/// The type `wrapper_descriptor`.
pub static WRAPPER_DESCRIPTOR: TypeSpec = TypeSpec { ..TypeSpec::of::<WrapperDescriptor>() };
/// The type `method_wrapper`.
pub static METHOD_WRAPPER: TypeSpec = TypeSpec { ..TypeSpec::of::<Wrapper>() };
/// The type `getset_descriptor`.
pub static GETSET_DESCRIPTOR: TypeSpec = TypeSpec { ..TypeSpec::of::<GetSet>() };
/// The type `member_descriptor`.
pub static MEMBER_DESCRIPTOR: TypeSpec = TypeSpec { ..TypeSpec::of::<Member>() };
/// The type `classmethod`.
pub static CLASSMETHOD: TypeSpec = TypeSpec { ..TypeSpec::of::<ClassMethod>() };
/// The type `staticmethod`.
pub static STATICMETHOD: TypeSpec = TypeSpec { ..TypeSpec::of::<StaticMethod>() };
/// The type `property`.
pub static PROPERTY: TypeSpec = TypeSpec { ..TypeSpec::of::<Property>() };
