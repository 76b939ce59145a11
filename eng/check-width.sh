#!/usr/bin/env bash
# Says which lines of code are longer than 120 columns; fails if there are any. Not measured: text between triple
# quotes, and a line that is nothing but one text in quotes (a pattern, markup).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
git ls-files -z --cached --others --exclude-standard '*.cs' '*.ts' '*.tsx' '*.mts' |
    perl -CSD -0ne '
        chomp; my $file = $_; next if $file =~ m{(^|/)(dist|node_modules|vectors|assets)/} || !open my $in, "<:utf8", $file;
        local $/ = "\n"; my $raw = 0;
        while (my $line = <$in>) {
            chomp $line;
            my $quotes = () = $line =~ /"""/g;
            my $text = $line =~ /^\s*(?:\+ |: |return )?[\$\@]*"/;
            if (!$raw && !$quotes && !$text && length $line > 120) { print "$file:$.: ", length $line, " columns\n"; $bad++ }
            $raw = !$raw if $quotes % 2 && $file =~ /\.cs$/;
        }
        END { exit($bad ? 1 : 0) }'
