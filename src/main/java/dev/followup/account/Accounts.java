package dev.followup.account;

import dev.followup.config.FollowupConfig;
import dev.followup.config.ResourceLocation;
import dev.followup.text.LogText;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accounts that are served: the one of `CRM_HOST`, and those in the file of `FOLLOWUP_ACCOUNTS`.
@ApplicationScoped
public class Accounts {

    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<String, AuthMethod> access = new LinkedHashMap<>();

    /// The account of a warm-up; `null` while there is none.
    private volatile @Nullable Account ofWarmUp;

    /// @throws IllegalArgumentException with what was found and what is expected
    public Accounts(FollowupConfig config) {
        var crm = config.crm();
        crm.host().ifPresent(host -> add(only(host, crm), access(crm)));
        config.accounts()
                .map(where -> AccountsReader.read(new ResourceLocation("FOLLOWUP_ACCOUNTS", where), crm.loopback()))
                .ifPresent(list -> list.forEach(this::add));
        if (byName.isEmpty()) {
            throw new IllegalArgumentException(
                    "CRM_HOST is not set, expected the account's host, such as demo.amocrm.ru or demo.kommo.com;"
                            + " or, for several accounts, FOLLOWUP_ACCOUNTS with the file that lists them");
        }
    }

    /// The account of this name; empty if it is not served here.
    ///
    /// @param name `null` if none was given
    public Optional<Account> find(@Nullable String name) {
        var other = ofWarmUp;
        return Optional.ofNullable(other != null && other.name().equals(name) ? other : byName.get(name));
    }

    /// Serves one more account, for messages that name it only: that of a warm-up.
    ///
    /// @param account `null` to end that
    public void warmUp(@Nullable Account account) {
        ofWarmUp = account;
    }

    /// The account of this name, or the only one; empty if it is not served here, or if there are several.
    ///
    /// @param name `null` if none was given
    public Optional<Account> findOrOnly(@Nullable String name) {
        return name == null && byName.size() == 1 ? byName.values().stream().findFirst() : find(name);
    }

    /// Why there is no account of this name, for the person who asked for it.
    ///
    /// @param name `null` if none was given
    public String notServed(@Nullable String name) {
        return "found %s, expected one that is served here: %s"
                .formatted(name == null ? "none" : LogText.of(name), String.join(", ", byName.keySet()));
    }

    /// All accounts that are served.
    public List<Account> all() {
        return List.copyOf(byName.values());
    }

    /// The authentication method of an account.
    public AuthMethod access(Account account) {
        if (account.equals(ofWarmUp)) {
            return new AuthMethod.WarmUp();
        }
        var method = access.get(account.name());
        if (method == null) {
            throw new IllegalArgumentException("account " + account.name() + " is not served here");
        }
        return method;
    }

    private void add(Account account, AuthMethod method) {
        var hosts = byName.values().stream().map(Account::host);
        if (byName.containsKey(account.name()) || hosts.anyMatch(account.host()::equals)) {
            throw new IllegalArgumentException("FOLLOWUP_ACCOUNTS lists " + account.name() + " at " + account.host()
                    + ", found name or host in CRM_HOST too, expected each account once");
        }
        byName.put(account.name(), account);
        access.put(account.name(), method);
    }

    private static Account only(String written, FollowupConfig.Crm crm) {
        try {
            var host = Account.host(written, crm.loopback());
            return new Account(crm.account().orElseGet(() -> firstLabel(host)), host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("CRM_HOST: " + e.getMessage(), e);
        }
    }

    private static String firstLabel(URI host) {
        var name = host.getHost();
        return name == null ? "" : name.split("\\.", 2)[0];
    }

    private static AuthMethod access(FollowupConfig.Crm crm) {
        if (crm.token().isPresent() && crm.tokenSecret().isPresent()) {
            throw new IllegalArgumentException("CRM_TOKEN and CRM_TOKEN_SECRET are both set, expected one of them");
        }
        return crm.tokenSecret().<AuthMethod>map(AuthMethod.Secret::new).orElseGet(AuthMethod.Setting::new);
    }
}
