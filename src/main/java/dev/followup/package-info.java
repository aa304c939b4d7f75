/// Followup turns what happens in an amoCRM or Kommo account into tasks. The hall: a lane's messages come in, orders
/// go to the CRM, verdicts go out.
@NullMarked
package dev.followup;

import org.jspecify.annotations.NullMarked;
