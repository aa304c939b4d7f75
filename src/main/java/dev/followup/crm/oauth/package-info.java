/// The CRM's token endpoint. It exchanges codes and refresh tokens; where tokens are kept it must not know.
@NullMarked
package dev.followup.crm.oauth;

import org.jspecify.annotations.NullMarked;
