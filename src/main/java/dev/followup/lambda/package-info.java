/// The functions that AWS Lambda calls, and the handler around them. This package alone knows Lambda, Funqy and
/// CRaC. Its functions answer and do not throw. It does not know how the CRM or the table is called.
@NullMarked
package dev.followup.lambda;

import org.jspecify.annotations.NullMarked;
