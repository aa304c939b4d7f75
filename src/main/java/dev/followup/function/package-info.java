/// The doors: what AWS Lambda calls. The only room that knows Lambda and Funqy; doors answer, they don't throw.
@NullMarked
package dev.followup.function;

import org.jspecify.annotations.NullMarked;
