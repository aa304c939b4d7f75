package dev.followup.crm;

import dev.followup.account.Credentials;
import dev.followup.account.Token;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The credentials and the clock of this room's tests, whatever the application has. `FastCrm` turns it on.
@Singleton
@Alternative
class TestWorld {

    static final String TOKEN = "top-secret-token";

    @Produces
    @Singleton
    Credentials credentials() {
        return _ -> new Token(TOKEN);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
