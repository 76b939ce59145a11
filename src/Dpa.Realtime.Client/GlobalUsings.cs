#if NET9_0_OR_GREATER
global using Gate = System.Threading.Lock;
#else
global using Gate = System.Object;
#endif
global using Dpa.Realtime.Client.Connections;
global using Dpa.Realtime.Client.Diagnostics;
global using Dpa.Realtime.Client.Fallback;
global using Dpa.Realtime.Client.Merging;
global using Dpa.Realtime.Client.Protocol;
global using Dpa.Realtime.Client.Scheduling;
global using Dpa.Realtime.Client.Subscriptions;
