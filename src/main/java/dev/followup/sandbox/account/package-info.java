/// The sandbox's account, its users and the tokens that it issues. It must not know entities.
@NullMarked
package dev.followup.sandbox.account;

import org.jspecify.annotations.NullMarked;
