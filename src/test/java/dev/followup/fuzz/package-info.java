/// The harness of the fuzzers: inputs that follow from a seed, and the limits that every input has to keep. The
/// fuzzers themselves are beside the tests of what they put to the test, in the classes `…FuzzTest`.
@NullMarked
package dev.followup.fuzz;

import org.jspecify.annotations.NullMarked;
