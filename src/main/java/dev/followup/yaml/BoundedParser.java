package dev.followup.yaml;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/// The parser events of a file, checked before nodes are composed. The check needs no recursion; composing
/// nodes does, and deep nesting would overflow the stack.
final class BoundedParser implements Parser {

    private static final int DEEPEST = 30;

    private final Problems problems;
    private final Queue<Event> events = new ArrayDeque<>();
    private int documents;
    private int depth;

    private BoundedParser(Problems problems) {
        this.problems = problems;
    }

    /// Takes all events of a parser, or those up to the deepest nesting allowed, and notes what no file may
    /// contain.
    static BoundedParser of(Parser parser, Problems problems) {
        var checked = new BoundedParser(problems);
        checked.takeAll(parser);
        return checked;
    }

    private void takeAll(Parser parser) {
        while (parser.hasNext()) {
            var event = parser.next();
            if (depth > DEEPEST) {
                note(event, "found more than " + DEEPEST + " levels of nesting, expected fewer");
                return;
            }
            take(event);
        }
    }

    private void take(Event event) {
        events.add(event);
        switch (event.getEventId()) {
            case DocumentStart -> document(event);
            case MappingStart, SequenceStart -> collection((CollectionStartEvent) event);
            case MappingEnd, SequenceEnd -> depth--;
            case Scalar -> check((ScalarEvent) event, ((ScalarEvent) event).getTag());
            case Alias -> note(event, "found an alias (*), expected the value itself");
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private void document(Event start) {
        documents++;
        if (documents > 1) {
            note(start, "found another document, expected one");
        }
    }

    private void collection(CollectionStartEvent start) {
        check(start, start.getTag());
        depth++;
    }

    private void check(NodeEvent event, Optional<String> tag) {
        tag.ifPresent(found -> note(event, "found the tag " + found + ", expected none"));
        event.getAnchor().ifPresent(found -> note(event, "found the anchor &" + found + ", expected none"));
    }

    private void note(Event event, String words) {
        problems.note(Position.of(event.getStartMark().orElseThrow()), "", words);
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return hasNext() && peekEvent().getEventId() == id;
    }

    @Override
    public Event peekEvent() {
        return events.element();
    }

    @Override
    public Event next() {
        return events.remove();
    }

    @Override
    public boolean hasNext() {
        return !events.isEmpty();
    }
}
