/// The fields of the sandbox's entities that clients may write, and their validation. It must not know where
/// entities are kept.
@NullMarked
package dev.followup.sandbox.schema;

import org.jspecify.annotations.NullMarked;
