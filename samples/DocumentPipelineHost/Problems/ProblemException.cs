namespace DocumentPipelineHost.Problems;

/// <summary>Carries a <see cref="Problems.Problem"/> to whoever tells the person: an HTTP answer or a stage.</summary>
public sealed class ProblemException(Problem problem, Exception? cause = null) : Exception(problem.Message.En, cause)
{
    public Problem Problem { get; } = problem;
}
