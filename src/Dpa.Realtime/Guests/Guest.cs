namespace Dpa.Realtime.Guests;

// The folder Guests: every call of the application's own code. It promises that such a call runs on threads of its own
// and never on a receive loop, a drain worker, a producer's thread or under a lock; that it is bounded in number and in
// time; that it is cancelled when its caller has gone; and that no exception leaves it.

/// <summary>What of the application is called.</summary>
internal enum Guest
{
    Authorizer,
    Archive,
    ControlHandler,
    TransitionHandler,
    UserIdSelector,
    CancellationCallback,
}
