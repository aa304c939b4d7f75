/// Waiting and working side by side. Whatever waits or starts threads does it through these ports, so that a
/// simulation can run it in virtual time with one thread at a time.
@NullMarked
package dev.followup.concurrent;

import org.jspecify.annotations.NullMarked;
