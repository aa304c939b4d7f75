/// The sandbox's time, which can be moved ahead. It must not know what happens in it.
@NullMarked
package dev.followup.sandbox.clock;

import org.jspecify.annotations.NullMarked;
