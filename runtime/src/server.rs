//! Calls that arrive: from bytes to a handler, and from what it gives back to bytes.
//!
//! Generated code has a module `server` with a trait `Handlers` for each namespace, and `serve`, which makes a [`Service`]
//! of what implements it. A [`Router`] answers calls by the services that it has.
//!
//! ```text
//! let router = server::router().with(server::phone::serve(Arc::new(MyPhone)));
//! let result = router.answer(&call).await.unwrap_or_else(|fault| mtproto::rpc_error(&fault.into()));
//! ```

use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use core::{fmt, marker::PhantomData, pin::Pin};

use crate::{
    Decode, DecodeError, DecodeOptions, EncodeError, Function, MethodError, Problem, Reader, RpcError, mtproto,
};

pub use crate::memory::Inner;
pub use alloc::sync::Arc;

/// What a handler of `F` gives back: the response, or what it refuses the call with.
pub type Answer<F> = Result<<F as Function>::Response, <F as Function>::Error>;

/// Answers calls, each by the service that has it, and by the fallback where none has.
pub struct Router {
    services: Vec<Box<dyn Service>>,
    /// Which service has an id.
    ids: BTreeMap<u32, usize>,
    name_of: fn(u32) -> Option<&'static str>,
    fallback: Box<Fallback>,
    options: DecodeOptions,
}

type Fallback = dyn Fn(Unhandled) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, RpcError>> + Send>> + Send + Sync;

/// A call that no service has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unhandled {
    /// The name of the function, if the schema has it.
    pub name: Option<&'static str>,
    /// The bytes of the call, the id first.
    pub bytes: Vec<u8>,
}

impl Router {
    /// A router without services, which refuses everything with `INPUT_METHOD_INVALID`. `name_of` says how the functions
    /// of the schema are called; generated code has a `server::router` that passes its own.
    pub fn new(name_of: fn(u32) -> Option<&'static str>) -> Self {
        let refuse = |_| -> Pin<Box<dyn Future<Output = _> + Send>> {
            Box::pin(core::future::ready(Err(RpcError::new(400, "INPUT_METHOD_INVALID"))))
        };
        Self {
            services: Vec::new(),
            ids: BTreeMap::new(),
            name_of,
            fallback: Box::new(refuse),
            options: DecodeOptions::default(),
        }
    }

    /// With a service. Of two that have one function, the one that came last answers.
    #[must_use]
    pub fn with(mut self, service: impl Service) -> Self {
        self.ids.extend(service.ids().iter().map(|id| (*id, self.services.len())));
        self.services.push(Box::new(service));
        self
    }

    /// With a handler of a single function, for servers that answer some functions of a namespace.
    ///
    /// ```text
    /// let router = server::router().on(|call: functions::phone::DiscardCall| async move { … });
    /// ```
    #[must_use]
    pub fn on<F, A>(self, handler: impl Fn(F) -> A + Send + Sync + 'static) -> Self
    where
        F: Function,
        A: Future<Output = Answer<F>> + Send + 'static,
    {
        self.with(One { handler, function: PhantomData })
    }

    /// With an answer to calls that no service has: the bytes of a response, or an error.
    #[must_use]
    pub fn fallback<A>(mut self, fallback: impl Fn(Unhandled) -> A + Send + Sync + 'static) -> Self
    where
        A: Future<Output = Result<Vec<u8>, RpcError>> + Send + 'static,
    {
        self.fallback = Box::new(move |call| Box::pin(fallback(call)));
        self
    }

    /// With other limits and tolerances for calls.
    #[must_use]
    pub fn options(mut self, options: DecodeOptions) -> Self {
        self.options = options;
        self
    }

    /// Answers a call: the bytes of its response or of an `rpc_error`, as they stand in an `rpc_result`.
    ///
    /// Wrappers around it (`invokeWithLayer` and the like) are shown to their handlers, the outermost first, and taken
    /// off.
    ///
    /// # Errors
    ///
    /// When the call cannot be read, or what its handler gave back has no bytes.
    pub async fn answer(&self, call: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut call = call;
        loop {
            let Some(id) = Reader::new(call).peek_id() else {
                let needed = 4 - call.len();
                return Err(Fault::Call(DecodeError::new(0, Problem::Truncated { needed }, String::new())));
            };
            let Some(service) = self.ids.get(&id) else {
                let unhandled = Unhandled { name: (self.name_of)(id), bytes: call.into() };
                return Ok((self.fallback)(unhandled).await.unwrap_or_else(|error| mtproto::rpc_error(&error)));
            };
            match self.services[*service].handle(id, call, &self.options).await? {
                Step::Answer(answer) => return Ok(answer),
                Step::Inner(inner) => call = inner,
            }
        }
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("functions", &self.ids.len()).finish_non_exhaustive()
    }
}

/// Why a call has no answer. What a caller is told is its [`RpcError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes are no call that the schema knows. The caller is told `INPUT_FETCH_ERROR`.
    Call(DecodeError),
    /// The response that the handler gave has no bytes. The caller is told `RPC_CALL_FAIL`.
    Answer(EncodeError),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => write!(f, "the call cannot be read: {error}"),
            Self::Answer(error) => write!(f, "the answer cannot be written: {error}"),
        }
    }
}

impl core::error::Error for Fault {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Answer(error) => Some(error),
        }
    }
}

impl From<Fault> for RpcError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Call(_) => Self::new(400, "INPUT_FETCH_ERROR"),
            Fault::Answer(_) => Self::new(500, "RPC_CALL_FAIL"),
        }
    }
}

/// The handlers of a namespace, by the ids of their functions. Generated code implements it.
pub trait Service: Send + Sync + 'static {
    /// The ids of its functions.
    #[doc(hidden)]
    fn ids(&self) -> &'static [u32];

    /// Has the function with this id, which is one of [`ids`](Self::ids), read from `call` and handled.
    #[doc(hidden)]
    fn handle<'a>(&'a self, id: u32, call: &'a [u8], options: &DecodeOptions) -> Handling<'a>;
}

/// The service of a single function.
struct One<F, H> {
    handler: H,
    function: PhantomData<fn(F)>,
}

impl<F, H, A> Service for One<F, H>
where
    F: Function,
    H: Fn(F) -> A + Send + Sync + 'static,
    A: Future<Output = Answer<F>> + Send + 'static,
{
    fn ids(&self) -> &'static [u32] {
        const { &[F::ID] }
    }

    fn handle<'a>(&'a self, _: u32, bytes: &'a [u8], options: &DecodeOptions) -> Handling<'a> {
        call(bytes, options, &self.handler)
    }
}

/// A call that is being handled.
#[doc(hidden)]
pub type Handling<'a> = Pin<Box<dyn Future<Output = Result<Step<'a>, Fault>> + Send + 'a>>;

/// What came of a call.
#[doc(hidden)]
#[derive(Debug)]
pub enum Step<'a> {
    /// It was answered.
    Answer(Vec<u8>),
    /// It was a wrapper around this one.
    Inner(&'a [u8]),
}

/// Reads a function and has it handled.
#[doc(hidden)]
pub fn call<'a, F, A>(call: &'a [u8], options: &DecodeOptions, handler: impl FnOnce(F) -> A) -> Handling<'a>
where
    F: Function,
    A: Future<Output = Answer<F>> + Send + 'a,
{
    match F::from_bytes_with(call, options) {
        Err(error) => Box::pin(core::future::ready(Err(Fault::Call(error)))),
        Ok(call) => {
            let answer = handler(call);
            Box::pin(async move {
                match answer.await {
                    Ok(response) => F::encode_response(&response).map(Step::Answer).map_err(Fault::Answer),
                    Err(error) => Ok(refusal(&error)),
                }
            })
        }
    }
}

/// Reads a wrapper without what it wraps, and has it handled.
#[doc(hidden)]
pub fn wrapper<'a, W, E, A>(call: &'a [u8], options: &DecodeOptions, handler: impl FnOnce(W) -> A) -> Handling<'a>
where
    W: Decode,
    E: MethodError,
    A: Future<Output = Result<(), E>> + Send + 'a,
{
    let mut reader = Reader::with(call, options);
    match reader.read() {
        Err(error) => Box::pin(core::future::ready(Err(Fault::Call(error)))),
        Ok(wrapper) => {
            let (answer, inner) = (handler(wrapper), reader.remaining());
            Box::pin(async move {
                match answer.await {
                    Ok(()) => Ok(Step::Inner(inner)),
                    Err(error) => Ok(refusal(&error)),
                }
            })
        }
    }
}

fn refusal<'a>(error: &impl MethodError) -> Step<'a> {
    Step::Answer(mtproto::rpc_error(&RpcError::new(error.code(), error.text())))
}

/// Makes a service of what implements the trait `$handlers`. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! serve {
    ($handlers:ident, [$($kind:ident($id:literal, $method:ident, $function:ty)),* $(,)?] $(,)?) => {
        /// A service of these handlers, for a router.
        pub fn serve<T: $handlers>(handlers: $crate::server::Arc<T>) -> impl $crate::server::Service {
            struct Served<T>(T);
            impl<T: $handlers> $crate::server::Service for Served<$crate::server::Arc<T>> {
                fn ids(&self) -> &'static [u32] {
                    &[$($id),*]
                }
                // Of two functions with one id, the first is handled.
                #[allow(unreachable_patterns)]
                fn handle<'a>(
                    &'a self,
                    id: u32,
                    call: &'a [u8],
                    options: &$crate::DecodeOptions,
                ) -> $crate::server::Handling<'a> {
                    let handlers: &'a T = &self.0;
                    match id {
                        $($id => $crate::server::$kind(call, options, |call: $function| {
                            <T as $handlers>::$method(handlers, call)
                        }),)*
                        _ => ::core::unreachable!("a router asks a service for its own functions"),
                    }
                }
            }
            Served(handlers)
        }
    };
}
