//! The channels that everybody has: std's and crossbeam's. An actor can be built on them, and they are measured as peers.

use std::time::Duration;

use super::{BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd};
use crate::sync::channel::{crossbeam, std as std_channel};

/// `std::sync::mpsc::sync_channel`.
#[derive(Debug)]
pub struct StdChannel;
/// `crossbeam::channel::bounded`.
#[derive(Debug)]
pub struct CrossbeamChannel;

/// Gives a library's channel the family's face. Its ends are wrapped, since under a checker both libraries have the same
/// stand-in.
macro_rules! library {
    ($kind:ident, $library:ident, $sender:ident, $receiver:ident) => {
        /// The library's sending end.
        #[derive(Debug)]
        pub struct $sender<T>($library::Sender<T>);
        /// The library's receiving end.
        #[derive(Debug)]
        pub struct $receiver<T>($library::Receiver<T>);

        impl<T> Clone for $sender<T> {
            fn clone(&self) -> Self {
                $sender(self.0.clone())
            }
        }

        impl<T: Send + 'static> Channel<T> for $kind {
            type Sender = $sender<T>;
            type Receiver = $receiver<T>;

            fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity> {
                BadCapacity::unless_within(capacity, 1, MOST)?;
                let (sender, receiver) = $library::bounded(capacity);
                Ok(($sender(sender), $receiver(receiver)))
            }
        }

        impl<T: Send + 'static> SendEnd<T> for $sender<T> {
            #[inline]
            fn send(&mut self, message: T) -> Result<(), Closed<T>> {
                self.0.send(message).map_err(|refused| Closed(refused.0))
            }
        }

        impl<T: Send + 'static> ReceiveEnd<T> for $receiver<T> {
            #[inline]
            fn recv(&mut self) -> Result<T, Disconnected> {
                self.0.recv().map_err(|_| Disconnected)
            }

            fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
                self.0.recv_timeout(timeout).map_err(|error| match error {
                    $library::RecvTimeoutError::Timeout => RecvTimeoutError::Timeout,
                    $library::RecvTimeoutError::Disconnected => RecvTimeoutError::Disconnected,
                })
            }
        }
    };
}

/// A message may be large, and both reserve room for all of them at once.
const MOST: usize = 1 << 20;

library!(StdChannel, std_channel, StdSender, StdReceiver);
library!(CrossbeamChannel, crossbeam, CrossbeamSender, CrossbeamReceiver);
