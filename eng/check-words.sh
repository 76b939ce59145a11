#!/usr/bin/env bash
# Names the words of eng/plain-words.txt that stand in comments, in documentation, in the texts of log lines and in
# identifiers of C#; fails if there are any.
# Not looked at: what is between back ticks, <c>, <code> or quotes, names in cref and paramref; names that are not plain
# yet (notYet below), and the verb `watch` of the clients, with who watches.
#   eng/check-words.sh [folder…]      src, samples, docs and README.md by default
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
[ $# -gt 0 ] || set -- src samples docs README.md benchmarks tools
git ls-files -z --cached --others --exclude-standard -- "$@" |
    grep -zE '\.(cs|ts|tsx|md)$' | grep -zvE '(^|/)(CHANGELOG\.md|node_modules/|wwwroot/)|^benchmarks/results/' |
    xargs -0 perl -Mstrict -Mwarnings -e '
        my (@words, $found);
        my $logsNotYet = qr{^src/Dpa\.Realtime\.Redis/};
        my $namesNotYet = qr{^(?:samples|benchmarks)/|^src/Dpa\.Realtime\.Redis/|^src/Dpa\.Realtime/(?:Engine|Backplane)/};
        open(my $list, "<", "eng/plain-words.txt") or die $!;
        while (<$list>) { chomp; next if /^#/ || !/\t/; my ($w, $instead) = split /\t/; push @words, [qr/\b($w)\b/i, $instead] }
        for my $file (@ARGV) {
            next unless -f $file;
            open(my $in, "<:utf8", $file) or die $!;
            my ($fence, $block, $raw, $log) = (0, 0, 0, 0);
            my $isMarkdown = $file =~ /\.md$/;
            while (my $line = <$in>) {
                my $text;
                if ($file =~ /\.cs$/) { # what it writes into the log, and the names in it, word by word
                    my $code = $line;
                    $log = 1 if $code =~ /\bLoggerMessage\(|\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(/;
                    my $texts = $log ? join(" ", $raw ? $code : (), $code =~ /"((?:[^"\\]|\\.)*)"/g) : "";
                    $log = 0 if $code =~ /\)\]|;\s*$/;
                    my $quotes = () = $code =~ /"""/g;
                    my $names = $raw || $quotes ? "" : $code;
                    $raw = !$raw if $quotes % 2;
                    $names =~ s/"(?:[^"\\]|\\.)*"//g;
                    $names =~ s{//.*|\bOwedStages\b}{}g; # a type of Backplane
                    $names =~ s/(?<=[a-z0-9])(?=[A-Z])|_/ /g;
                    $texts = "" if $file =~ $logsNotYet;
                    $names = "" if $file =~ $namesNotYet;
                    for my $word (@words) {
                        my @of = (["a log line", $texts], $word->[0] =~ /watcher/ ? () : ["a name", $names]);
                        for my $of (@of) {
                            while ($of->[1] =~ /$word->[0]/g) {
                                print "$file:$.: $1 in $of->[0] (write: $word->[1])\n"; $found++;
                            }
                        }
                    }
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
