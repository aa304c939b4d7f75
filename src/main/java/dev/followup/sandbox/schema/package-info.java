/// Which fields of the sandbox's entities may be written, and what is refused. It must not know where entities are
/// kept.
@NullMarked
package dev.followup.sandbox.schema;

import org.jspecify.annotations.NullMarked;
