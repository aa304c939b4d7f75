/// The daily comparison of a directory with the account as it is now. It must not change either.
@NullMarked
package dev.followup.directory.monitor;

import org.jspecify.annotations.NullMarked;
