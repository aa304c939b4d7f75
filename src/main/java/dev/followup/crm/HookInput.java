package dev.followup.crm;

import java.net.URI;
import java.util.SortedSet;

/// A subscription as the CRM takes it. Prints as nothing of it, since its address holds a secret.
record HookInput(URI destination, SortedSet<String> settings) {

    @Override
    public String toString() {
        return "HookInput[…]";
    }
}
