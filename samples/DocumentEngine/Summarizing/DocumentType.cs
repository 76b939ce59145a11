namespace DocumentEngine.Summarizing;

/// <summary>What sort of document it is.</summary>
public enum DocumentType
{
    /// <summary>None of the others by the evidence.</summary>
    Other,

    /// <summary>A manual, guide or handbook.</summary>
    Manual,

    /// <summary>A report.</summary>
    Report,

    /// <summary>A policy, standard or regulation.</summary>
    Policy,

    /// <summary>An article or paper.</summary>
    Article,

    /// <summary>A letter.</summary>
    Letter,

    /// <summary>A contract or agreement.</summary>
    Contract,

    /// <summary>Questions and answers.</summary>
    Faq,

    /// <summary>Minutes of a meeting.</summary>
    Minutes,
}
