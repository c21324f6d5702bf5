package io.commitlake.sandbox.rest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/**
 * A range of a search qualifier, including both ends: {@code 5}, {@code >5}, {@code >=5}, {@code <5}, {@code <=5},
 * {@code 5..9}, {@code *..9}, {@code 5..*}.
 */
record SearchRange(long from, long to) {
    static final SearchRange ALL = new SearchRange(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final long DAY = 86_400;

    /**
     * A range of counts.
     *
     * @throws IllegalArgumentException if the text isn't a range
     */
    static SearchRange ofNumbers(String text) {
        return parse(text, value -> new SearchRange(Long.parseLong(value), Long.parseLong(value)));
    }

    /**
     * A range of seconds since 1970: a date covers its whole day in UTC, a time its second.
     *
     * @throws IllegalArgumentException if the text isn't a range
     */
    static SearchRange ofTimes(String text) {
        try {
            return parse(text, SearchRange::time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " isn't a date", e);
        }
    }

    boolean contains(long value) {
        return value >= from && value <= to;
    }

    private static SearchRange time(String value) {
        if (value.indexOf('T') < 0) {
            long midnight = LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
            return new SearchRange(midnight, midnight + DAY - 1);
        }
        boolean zoned = value.endsWith("Z") || value.matches(".*[+-][0-9]{2}:[0-9]{2}");
        long second = OffsetDateTime.parse(zoned ? value : value + "Z").toEpochSecond();
        return new SearchRange(second, second);
    }

    private static SearchRange parse(String text, Function<String, SearchRange> literal) {
        int dots = text.indexOf("..");
        if (dots >= 0) {
            String from = text.substring(0, dots);
            String to = text.substring(dots + 2);
            return new SearchRange(
                    from.equals("*") ? ALL.from : literal.apply(from).from,
                    to.equals("*") ? ALL.to : literal.apply(to).to);
        }
        if (text.startsWith(">=")) {
            return new SearchRange(literal.apply(text.substring(2)).from, ALL.to);
        }
        if (text.startsWith("<=")) {
            return new SearchRange(ALL.from, literal.apply(text.substring(2)).to);
        }
        if (text.startsWith(">")) {
            return new SearchRange(literal.apply(text.substring(1)).to + 1, ALL.to);
        }
        if (text.startsWith("<")) {
            return new SearchRange(ALL.from, literal.apply(text.substring(1)).from - 1);
        }
        return literal.apply(text);
    }
}
