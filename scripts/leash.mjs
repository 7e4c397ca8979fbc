/** Preloaded into the engine: when the script that started it is killed, the engine stops as if it had been asked to. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not keep a finished engine alive.
process.channel?.unref();
