package io.commitlake.sandbox.git;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A commit object, parsed from bytes, because names and messages may have any encoding and dates any form. */
public record Commit(String oid, String tree, List<String> parents, Person author, Person committer, String message) {

    /**
     * A person and a time.
     *
     * @param name the name, decoded with the commit's encoding
     * @param email the bytes between the line's first {@code <} and the next {@code >}, as UTF-8
     * @param seconds the seconds since 1970; 0 if the line has no valid date
     * @param zone the time zone as written, such as {@code +0200}
     */
    public record Person(String name, String email, long seconds, String zone) {
        static final Person NOBODY = new Person("", "", 0, "+0000");
        private static final long YEAR_10000 = 253_402_300_800L;
        private static final Pattern DATE = Pattern.compile(" *([0-9]{1,12}) *([+-][0-9]{4})?.*");

        /** The time; 1970 for years that RFC 3339 can't express. */
        public Instant at() {
            return Instant.ofEpochSecond(seconds < YEAR_10000 ? seconds : 0);
        }

        static Person parse(byte[] line, Charset encoding) {
            // ISO-8859-1 maps each byte to one character, so positions in the string are positions in the bytes.
            String bytes = new String(line, StandardCharsets.ISO_8859_1);
            int open = bytes.indexOf('<');
            int close = bytes.indexOf('>', open + 1);
            if (open < 0 || close < 0) {
                return new Person(new String(line, encoding).strip(), "", 0, "+0000");
            }
            Matcher date = DATE.matcher(bytes.substring(close + 1));
            boolean readable = date.matches();
            return new Person(
                    new String(line, 0, open, encoding).strip(),
                    new String(line, open + 1, close - open - 1, StandardCharsets.UTF_8),
                    readable ? Long.parseLong(date.group(1)) : 0,
                    readable && date.group(2) != null ? date.group(2) : "+0000");
        }
    }

    public static Commit parse(String oid, byte[] body) {
        String bytes = new String(body, StandardCharsets.ISO_8859_1);
        int end = bytes.indexOf("\n\n");
        String header = end < 0 ? bytes : bytes.substring(0, end);
        Charset encoding = encoding(header);
        String tree = "";
        List<String> parents = new ArrayList<>();
        Person author = Person.NOBODY;
        Person committer = Person.NOBODY;
        for (String line : header.split("\n", -1)) {
            String value = line.substring(line.indexOf(' ') + 1);
            byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
            if (line.startsWith("tree ")) {
                tree = value;
            } else if (line.startsWith("parent ")) {
                parents.add(value);
            } else if (line.startsWith("author ") && author.equals(Person.NOBODY)) {
                author = Person.parse(raw, encoding);
            } else if (line.startsWith("committer ") && committer.equals(Person.NOBODY)) {
                committer = Person.parse(raw, encoding);
            }
        }
        String message = end < 0 ? "" : new String(body, end + 2, body.length - end - 2, encoding);
        return new Commit(oid, tree, List.copyOf(parents), author, committer, message);
    }

    private static Charset encoding(String header) {
        for (String line : header.split("\n", -1)) {
            if (line.startsWith("encoding ")) {
                try {
                    return Charset.forName(line.substring("encoding ".length()).strip());
                } catch (IllegalArgumentException e) {
                    return StandardCharsets.UTF_8; // Java doesn't know the encoding
                }
            }
        }
        return StandardCharsets.UTF_8;
    }
}
