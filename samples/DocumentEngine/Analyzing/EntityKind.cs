namespace DocumentEngine.Analyzing;

/// <summary>What an entity is.</summary>
public enum EntityKind
{
    Date,
    Money,
    Percentage,
    Email,
    Url,
    Quantity,
}
