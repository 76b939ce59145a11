#!/usr/bin/env bash
# Names the words of eng/plain-words.txt that stand in comments, in documentation, in the texts of C# (log lines, errors,
# descriptions: what has a space), in the English texts of messages.json and in identifiers of C# and TypeScript, word by
# word; fails if there are any.
# Not looked at: what is between back ticks, <c>, <code> or quotes, names in cref and paramref.
# What is left as it is, and why:
#   watcher, a name      the verb `watch` is public in the clients; who watches is called after it
#   names in tests       tests are not read to learn the words (comments of TypeScript tests are looked at)
#   texts of ErrorCode   they are on the wire, and in the vectors of docs/protocol
#   texts of ModelSummary    they are written for a model
#   texts of benchmarks  the heads of tables, which are compared with those of earlier results
#   eng/check-words.sh [folder…]      src, samples, docs and README.md by default
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
[ $# -gt 0 ] || set -- src samples docs README.md benchmarks tools
git ls-files -z --cached --others --exclude-standard -- "$@" |
    grep -zE '\.(cs|ts|tsx|md)$|/messages\.json$' | grep -zvE '(^|/)(CHANGELOG\.md|node_modules/|wwwroot/)|^benchmarks/results/' |
    xargs -0 perl -Mstrict -Mwarnings -e '
        my (@words, $found);
        open(my $list, "<", "eng/plain-words.txt") or die $!;
        while (<$list>) { chomp; next if /^#/ || !/\t/; my ($w, $instead) = split /\t/; push @words, [qr/\b($w)\b/i, $instead] }
        sub find {
            my ($where, $text, $file) = @_;
            if ($where eq "a name") {
                $text =~ s/"(?:[^"\\]|\\.)*"|\x27(?:[^\x27\\]|\\.)*\x27|`(?:[^`\\]|\\.)*`//g;
                $text =~ s{//.*}{};
                $text =~ s/(?<=[a-z0-9])(?=[A-Z])|_/ /g;
            }
            for my $word (@words) {
                next if $where eq "a name" && $word->[0] =~ /watcher/;
                while ($text =~ /$word->[0]/g) { print "$file:$.: $1 in $where (write: $word->[1])\n"; $found++ }
            }
        }
        for my $file (@ARGV) {
            next unless -f $file;
            open(my $in, "<:utf8", $file) or die $!;
            my ($fence, $block, $raw, $log) = (0, 0, 0, 0);
            my $isMarkdown = $file =~ /\.md$/;
            my $hasNames = $file =~ /\.cs$/ || ($file =~ /\.tsx?$/ && $file !~ m{/tests/});
            while (my $line = <$in>) {
                my $text;
                if ($file =~ /\.cs$/) { # what it writes into the log, and the names in it
                    my $code = $line;
                    $log = 1 if $code =~ /\bLoggerMessage\(|\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(/;
                    my @texts = $code =~ /"((?:[^"\\]|\\.)*)"/g;
                    @texts = grep { / / } @texts unless $log;
                    my $texts = join(" ", $raw && $log ? $code : (), @texts);
                    $texts = "" if $raw && !$log || $code =~ m{^\s*//} || $file =~ m{^benchmarks/|/(?:ErrorCode|ModelSummary)\.cs$};
                    $log = 0 if $code =~ /\)\]|;\s*$/;
                    my $quotes = () = $code =~ /"""/g;
                    my $names = $raw || $quotes ? "" : $code;
                    $raw = !$raw if $quotes % 2;
                    find("a text", $texts, $file);
                    find("a name", $names, $file);
                } elsif ($hasNames && !$block && $line !~ m{^\s*\{?/\*}) {
                    find("a name", $line, $file);
                }
                if ($file =~ /\.json$/) {
                    find("a text", $1, $file) if $line =~ /^\s*"en": "((?:[^"\\]|\\.)*)"/;
                    next;
                }
                if ($isMarkdown) {
                    if ($line =~ /^\s*(```|~~~)/) { $fence = !$fence; next }
                    next if $fence || $line =~ /^\s{4,}\S/ && 0;
                    $text = $line;
                    $text =~ s/\]\([^)]*\)/]/g;
                    $text =~ s/<[^>]*>//g;
                } elsif ($block) {
                    $text = $line;
                    $block = 0 if $line =~ m{\*/};
                } elsif ($line =~ m{^\s*/\*(.*)} || $line =~ m{\{/\*(.*)}) {
                    $text = $1;
                    $block = 1 unless $line =~ m{\*/};
                } elsif ($line =~ m{(?:^|[\s;{}(),])//+(.*)$}) {
                    $text = $1;
                } else { next }
                $text =~ s/`[^`]*`//g;
                $text =~ s{<c>.*?</c>}{}g;
                $text =~ s{<code>.*?</code>}{}g;
                $text =~ s{<(?:see|seealso|paramref|typeparamref|inheritdoc|exception|param|typeparam)\b[^>]*>}{}g;
                $text =~ s{"[^"]*"}{}g;
                $text =~ s{\@param \w+}{}g;
                $text =~ s{“[^”]*”}{}g;
                for my $word (@words) {
                    while ($text =~ /$word->[0]/g) { print "$file:$.: $1 (write: $word->[1])\n"; $found++ }
                }
            }
        }
        print "$found words\n" if $found;
        exit($found ? 1 : 0)' 
