//! Values, allocation, garbage collection.
