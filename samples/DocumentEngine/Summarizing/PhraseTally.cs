namespace DocumentEngine.Summarizing;

/// <summary>Counts words and phrases by their stems and remembers how the document mostly writes them.</summary>
internal sealed class PhraseTally
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public IEnumerable<Entry> Entries => _entries.Values;

    /// <summary>The entry of a word that was counted.</summary>
    public Entry WordOf(string stem) => _entries[stem];

    /// <summary>
    /// Counts one use; a word that begins its sentence has a capital for that reason only. <paramref name="isNoun"/>:
    /// its place is a noun's.
    /// </summary>
    public void Add(string[] stems, string surface, int sentence, bool beginsSentence, bool isNoun)
    {
        var key = string.Join(' ', stems);
        if (!_entries.TryGetValue(key, out var entry))
            _entries[key] = entry = new(stems);
        entry.Add(surface, sentence, beginsSentence, isNoun);
    }

    /// <summary>One word or phrase.</summary>
    public sealed class Entry(string[] stems)
    {
        private const int Parts = 10;

        private readonly Dictionary<string, int> _surfaces = new(StringComparer.Ordinal);
        private string _first = "";
        private string? _text;
        private readonly List<int> _sentences = [];

        public string[] Stems { get; } = stems;

        public int Count { get; private set; }

        /// <summary>How often it stands where only a noun does.</summary>
        public int Nouns { get; private set; }

        /// <summary>The most frequent way of writing; a capital only where it is written so mostly.</summary>
        public string Text =>
            _text ??=
                _surfaces.Count == 0
                    ? _first
                    : _surfaces
                        .OrderByDescending(surface => surface.Value)
                        .ThenBy(surface => surface.Key, StringComparer.Ordinal)
                        .First()
                        .Key;

        public void Add(string surface, int sentence, bool beginsSentence, bool isNoun)
        {
            Count++;
            _text = null;
            Nouns += isNoun ? 1 : 0;
            if (beginsSentence)
                _first = surface;
            else
                _surfaces[surface] = _surfaces.GetValueOrDefault(surface) + 1;
            if (_sentences.Count == 0 || _sentences[^1] != sentence)
                _sentences.Add(sentence);
        }

        /// <summary>In how many of the document's tenths it stands, 0 to 1.</summary>
        public double Spread(int sentences) =>
            _sentences.Select(sentence => sentence * (long)Parts / Math.Max(1, sentences)).Distinct().Count()
            / (double)Math.Min(Parts, Math.Max(1, sentences));
    }
}
