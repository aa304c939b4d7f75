/// What AWS Lambda calls: the exported functions and the handler around them. It alone knows Lambda, Funqy and CRaC;
/// it answers and does not throw. It knows nothing of how the CRM or the table is called.
@NullMarked
package dev.followup.lambda;

import org.jspecify.annotations.NullMarked;
