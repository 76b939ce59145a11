namespace Dpa.Realtime.Backplane;

/// <summary>What a commit does with the time since when a pipeline has no producer.</summary>
internal enum OrphanMark
{
    Leave,
    Now,
    Clear,
}
