package io.echod.net;

import io.echod.net.layer.Layer;

/**
 * Layers whose two ends talk by themselves, at the opening and after it, so that a socket may hold
 * bytes that are no user's, and bytes are on their way later than the connection is open.
 */
interface TalkingLayers extends Layer.Factory {}
