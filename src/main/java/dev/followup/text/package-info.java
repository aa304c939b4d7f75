/// Texts from outside the program, made fit for log lines, error messages and explanations. Plain Java that knows no
/// other package.
@NullMarked
package dev.followup.text;

import org.jspecify.annotations.NullMarked;
