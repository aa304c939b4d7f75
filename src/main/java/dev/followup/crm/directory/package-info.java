/// What an account has, as a directory: its users, pipelines, task types and custom fields in the CRM's API. It
/// must not know rules.
@NullMarked
package dev.followup.crm.directory;

import org.jspecify.annotations.NullMarked;
