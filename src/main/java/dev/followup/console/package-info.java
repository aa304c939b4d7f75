/// The page of dev mode, on which a person sees what happens, tries the rules and moves the time. Its classes and the
/// files of the page are not in the zip; only `devmode` may know it.
@NullMarked
package dev.followup.console;

import org.jspecify.annotations.NullMarked;
