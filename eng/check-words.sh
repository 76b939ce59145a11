#!/usr/bin/env bash
# Names the words of eng/plain-words.txt that stand in comments and in documentation; fails if there are any.
# Not looked at: code, what is between back ticks, <c>, <code> or quotes, and names in cref and paramref.
#   eng/check-words.sh [folder…]      src, samples, docs and README.md by default
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
[ $# -gt 0 ] || set -- src samples docs README.md benchmarks tools
git ls-files -z --cached --others --exclude-standard -- "$@" |
    grep -zE '\.(cs|ts|tsx|md)$' | grep -zvE '(^|/)(CHANGELOG\.md|node_modules/|wwwroot/)|^benchmarks/results/' |
    xargs -0 perl -Mstrict -Mwarnings -e '
        my (@words, $found);
        open(my $list, "<", "eng/plain-words.txt") or die $!;
        while (<$list>) { chomp; next if /^#/ || !/\t/; my ($w, $instead) = split /\t/; push @words, [qr/\b($w)\b/i, $instead] }
        for my $file (@ARGV) {
            next unless -f $file;
            open(my $in, "<:utf8", $file) or die $!;
            my ($fence, $block) = (0, 0);
            my $isMarkdown = $file =~ /\.md$/;
            while (my $line = <$in>) {
                my $text;
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
