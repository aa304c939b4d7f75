package dev.followup.task;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Users who take turns, in their order. Who is passed over now keeps the place among them.
///
/// @param members all of them, those who are passed over included
public record Rotation(List<Member> members) {

    /// Nobody takes turns.
    public static final Rotation NONE = new Rotation(List.of());

    /// What an earlier release kept of a rotation: how many commands were written.
    private static final String COUNT = "#";

    public Rotation {
        members = List.copyOf(members);
    }

    /// A user who takes turns.
    ///
    /// @param name by which the ledger keeps whose turn was last
    /// @param isThere whether the user may get a task now
    public record Member(String name, long user, boolean isThere) {}

    /// Users who are all there, named by their ids.
    public static Rotation of(List<Long> users) {
        return new Rotation(users.stream()
                .map(user -> new Member(String.valueOf(user), user, true))
                .toList());
    }

    /// The turn that is kept after some commands were written, where nobody knows who was last.
    public static String counted(long commands) {
        return COUNT + commands;
    }

    /// Whether nobody takes turns.
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// The users who may get a task now, in the order of the list.
    public List<Long> users() {
        return members.stream().filter(Member::isThere).map(Member::user).toList();
    }

    /// The members who may get a task now, the next one first.
    ///
    /// @param last whose turn was last, as it was kept; `null` for nobody's
    public List<Member> inTurn(@Nullable String last) {
        int next = next(last);
        return Stream.concat(members.subList(next, members.size()).stream(), members.subList(0, next).stream())
                .filter(Member::isThere)
                .toList();
    }

    private int next(@Nullable String last) {
        if (last == null || isEmpty()) {
            return 0;
        }
        if (last.startsWith(COUNT)) {
            return Math.floorMod(Long.parseLong(last.substring(COUNT.length())), members.size());
        }
        for (int i = 0; i < members.size(); i++) {
            var member = members.get(i);
            if (member.name().equals(last) || String.valueOf(member.user()).equals(last)) {
                return (i + 1) % members.size();
            }
        }
        return 0;
    }
}
