global using Dpa.Realtime.Client.Connections;
global using Dpa.Realtime.Client.Diagnostics;
global using Dpa.Realtime.Client.Fallback;
global using Dpa.Realtime.Client.Merging;
global using Dpa.Realtime.Client.Protocol;
global using Dpa.Realtime.Client.Scheduling;
global using Dpa.Realtime.Client.Subscriptions;
