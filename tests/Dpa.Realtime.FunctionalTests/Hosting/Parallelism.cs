// Most tests wait for timers and time-outs of real servers most of the time. Those that measure the whole process, or
// take every core, run alone: see their collections.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
