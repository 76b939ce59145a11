namespace DocumentPipelineHost.Problems;

/// <summary>Carries a <see cref="Problems.Problem"/> to the code that reports it: an HTTP answer or a stage.</summary>
public sealed class ProblemException(Problem problem, Exception? cause = null) : Exception(problem.Message.En, cause)
{
    public Problem Problem { get; } = problem;
}
